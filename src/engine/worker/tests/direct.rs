//! Uploads that have their final names from the start, and finding out that they must.

use super::*;

fn no_renaming(options: &mut ServerOptions) {
    options.replies = vec![("RNFR".to_owned(), "550 No".to_owned())];
}

fn named_directly(site: &mut Site) {
    site.policy.naming = Some(crate::model::Naming::Direct);
}

#[tokio::test]
async fn what_broke_while_it_was_found_out_is_gone_on_with() {
    let cut = |after_bytes| DataFault {
        verb: "STOR".into(),
        after_bytes,
        times: 1,
        kind: DataFaultKind::CloseThen426,
    };
    let adjust = |options: &mut ServerOptions| {
        no_renaming(options);
        // The first one is sent whole, under a temporary name.
        options.faults = vec![cut(u64::MAX), cut(200_000)];
    };
    let mut lab = Lab::with(adjust, |_| {}).await;
    let bytes = noise(SIZE);
    write_old(&lab.here("x"), &bytes);
    lab.run(lab.order(Direction::Upload)).await.end.unwrap_err();
    assert_eq!(names(lab.there.path()), ["x"]);
    assert!(
        lab.learned_direct,
        "the engine has to know it for the next try"
    );
    let mut order = lab.order(Direction::Upload);
    order.begun = lab.begun.last().copied();
    let end = lab.run(order).await;
    end.end.unwrap();
    assert_eq!((end.from, end.bytes), (200_000, SIZE as u64 - 200_000));
    assert!(fs::read(lab.there("x")).unwrap() == bytes);
    assert_eq!(lab.count("RNFR"), 1);
}

/// The next try may be that of a session, or a run, that has not been told.
#[tokio::test]
async fn what_another_session_had_begun_under_the_final_name_is_gone_on_with() {
    for length in [100, 200_000] {
        let mut lab = Lab::with(no_renaming, |_| {}).await;
        let bytes = noise(SIZE);
        write_old(&lab.here("x"), &bytes);
        fs::write(lab.there("x"), &bytes[..length]).unwrap();
        let mut order = lab.order(Direction::Upload);
        order.begun = Some(begun(SIZE, false));
        lab.run(order).await.end.unwrap();
        assert!(fs::read(lab.there("x")).unwrap() == bytes);
        assert_eq!(names(lab.there.path()), ["x"]);
    }
}

#[tokio::test]
async fn what_somebody_else_put_there_stays_although_a_try_had_begun() {
    let changes: [fn(&mut Site); 2] = [|_| {}, named_directly];
    for change in changes {
        for foreign in [vec![3; 100], vec![3; 200_000], vec![3; SIZE + 1]] {
            let mut lab = Lab::with(no_renaming, change).await;
            write_old(&lab.here("x"), &noise(SIZE));
            fs::write(lab.there("x"), &foreign).unwrap();
            let mut order = lab.order(Direction::Upload);
            order.begun = Some(begun(SIZE, false));
            let problem = lab.run(order).await.end.unwrap_err();
            let text = problem.to_string();
            assert!(text.contains("/x is already there"), "{text}");
            assert!(fs::read(lab.there("x")).unwrap() == foreign);
        }
    }
}

/// What is there is of a file that is gone: nothing tells whose it is.
#[tokio::test]
async fn what_an_earlier_try_may_have_left_is_said_where_the_source_has_changed() {
    let mut lab = Lab::with(no_renaming, named_directly).await;
    write_old(&lab.here("x"), &noise(SIZE));
    fs::write(lab.there("x"), vec![3; 200_000]).unwrap();
    let mut order = lab.order(Direction::Upload);
    order.begun = Some(begun(SIZE + 5, false));
    let problem = lab.run(order.clone()).await.end.unwrap_err().to_string();
    assert!(
        problem.contains("earlier try may have left it"),
        "{problem}"
    );
    order.replace = true;
    lab.run(order).await.end.unwrap();
    assert!(fs::read(lab.there("x")).unwrap() == noise(SIZE));
}

#[tokio::test]
async fn a_refusal_that_is_not_of_the_name_teaches_nothing() {
    let refused = |options: &mut ServerOptions| {
        options.replies = vec![("STOR".to_owned(), "550 Permission denied".to_owned())];
    };
    let mut lab = Lab::with(refused, |_| {}).await;
    write_old(&lab.here("x"), b"x");
    let problem = lab.run(lab.order(Direction::Upload)).await.end.unwrap_err();
    assert_eq!(problem.cause, Cause::Refused);
    assert_eq!(lab.count("STOR"), 2);
    assert!(!lab.learned_direct);
}
