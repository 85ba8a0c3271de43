//! What earlier runs have left.

use super::*;

#[tokio::test]
async fn a_download_tells_what_it_began_with_and_goes_on_in_another_run() {
    let mut lab = Lab::new().await;
    let bytes = noise(SIZE);
    write_old(&lab.there("x"), &bytes);
    fs::write(lab.here(HERE_PART), &bytes[..200_000]).unwrap();
    let mut order = lab.order(Direction::Download);
    order.size = Some(SIZE as u64);
    order.begun = Some(begun(SIZE, false));
    let end = lab.run(order).await;
    assert_eq!(end.end.unwrap(), None);
    assert_eq!(end.from, 200_000 - 65_536);
    assert_eq!(end.bytes, SIZE as u64 - end.from);
    assert!(fs::read(lab.here("x")).unwrap() == bytes);
    assert_eq!(names(lab.here.path()), ["x"]);
    // Without anything to go on with it begins at the first byte, and says so beforehand.
    fs::remove_file(lab.here("x")).unwrap();
    let end = lab.run(lab.order(Direction::Download)).await;
    assert_eq!((end.from, end.bytes), (0, SIZE as u64));
    assert_eq!(lab.begun, [begun(SIZE, false)]);
}

#[tokio::test]
async fn a_part_that_nobody_knows_of_is_begun_anew() {
    let mut lab = Lab::new().await;
    let bytes = noise(SIZE);
    write_old(&lab.there("x"), &bytes);
    fs::write(lab.here(HERE_PART), vec![1; SIZE + 5]).unwrap();
    let end = lab.run(lab.order(Direction::Download)).await;
    assert_eq!(end.end.unwrap(), None);
    assert!(fs::read(lab.here("x")).unwrap() == bytes);
}

#[tokio::test]
async fn an_upload_that_was_whole_gets_its_name_and_no_byte_moves() {
    let mut lab = Lab::new().await;
    let bytes = noise(SIZE);
    write_old(&lab.here("x"), &bytes);
    fs::write(lab.there(THERE_PART), &bytes).unwrap();
    let mut order = lab.order(Direction::Upload);
    order.begun = Some(begun(SIZE, true));
    let end = lab.run(order).await;
    assert_eq!(end.end.unwrap(), None);
    assert_eq!((end.bytes, end.from), (0, SIZE as u64));
    assert_eq!(names(lab.there.path()), ["x"]);
    assert_eq!(lab.count("STOR"), 0);
}

#[tokio::test]
async fn a_name_that_was_taken_meanwhile_stays_and_the_part_too() {
    let mut lab = Lab::new().await;
    write_old(&lab.here("x"), b"new");
    fs::write(lab.there("x"), b"old").unwrap();
    let problem = lab.run(lab.order(Direction::Upload)).await.end.unwrap_err();
    assert!(
        problem.to_string().contains("/x is already there"),
        "{problem}"
    );
    assert_eq!(fs::read(lab.there("x")).unwrap(), b"old");
    assert_eq!(names(lab.there.path()), [THERE_PART, "x"]);
    let mut order = lab.order(Direction::Upload);
    order.begun = lab.begun.last().copied();
    order.replace = true;
    assert_eq!(lab.run(order).await.end.unwrap(), None);
    assert_eq!(fs::read(lab.there("x")).unwrap(), b"new");
    assert_eq!(names(lab.there.path()), ["x"]);
}

#[tokio::test]
async fn what_is_there_is_gone_on_with_where_the_user_says_so() {
    let mut lab = Lab::new().await;
    let bytes = noise(SIZE);
    for (length, replaced) in [
        (150_000, true),
        (SIZE, true),
        (100, true),
        (SIZE + 1, false),
    ] {
        let mut present = bytes.clone();
        present.resize(length, 7);
        write_old(&lab.there("x"), &bytes);
        fs::write(lab.here("x"), &present).unwrap();
        let mut order = lab.order(Direction::Download);
        order.extend = true;
        let end = lab.run(order).await;
        assert_eq!(end.end.is_ok(), replaced, "{length}: {end:?}");
        let now = fs::read(lab.here("x")).unwrap();
        assert!(now == if replaced { bytes.clone() } else { present });
        assert_eq!(names(lab.here.path()), ["x"]);

        let mut present = bytes.clone();
        present.resize(length, 7);
        write_old(&lab.here("x"), &bytes);
        fs::write(lab.there("x"), &present).unwrap();
        let mut order = lab.order(Direction::Upload);
        order.extend = true;
        let end = lab.run(order).await;
        assert_eq!(end.end.is_ok(), replaced, "{length}: {end:?}");
        let now = fs::read(lab.there("x")).unwrap();
        assert!(now == if replaced { bytes.clone() } else { present });
        assert_eq!(names(lab.there.path()), ["x"]);
    }
}

#[tokio::test]
async fn what_is_no_beginning_is_left_alone() {
    let mut lab = Lab::new().await;
    let bytes = noise(SIZE);
    let other = vec![3; 200_000];
    for direction in [Direction::Download, Direction::Upload] {
        let (source, target) = match direction {
            Direction::Download => (lab.there("x"), lab.here("x")),
            Direction::Upload => (lab.here("x"), lab.there("x")),
        };
        write_old(&source, &bytes);
        fs::write(&target, &other).unwrap();
        let mut order = lab.order(direction);
        order.extend = true;
        let problem = lab.run(order).await.end.unwrap_err();
        assert_eq!(problem.cause, Cause::Refused);
        let text = problem.to_string();
        assert!(text.contains("cannot be gone on with"), "{text}");
        assert!(text.contains("left as it is"), "{text}");
        assert!(fs::read(&target).unwrap() == other);
        assert_eq!(names(target.parent().unwrap()), ["x"]);
        fs::remove_file(source).unwrap();
    }
}
