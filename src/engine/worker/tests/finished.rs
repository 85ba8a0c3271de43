//! What earlier runs had finished and could not note down.

use super::*;

#[tokio::test]
async fn what_had_been_finished_before_the_process_died_is_done() {
    let mut lab = Lab::new().await;
    let bytes = noise(1000);
    for path in [lab.here("x"), lab.there("x")] {
        write_old(&path, &bytes);
    }
    for (direction, whole) in [(Direction::Download, false), (Direction::Upload, true)] {
        let mut order = lab.order(direction);
        order.begun = Some(begun(1000, whole));
        order.replace = true;
        let end = lab.run(order).await;
        assert_eq!(end.bytes, 0);
        assert!(end.end.unwrap().unwrap().contains("finished before"));
    }
    assert_eq!(lab.count("RETR") + lab.count("STOR"), 0);
    // A file that only has the size is not it.
    fs::write(lab.here("x"), noise(1000)).unwrap();
    let mut order = lab.order(Direction::Download);
    order.begun = Some(begun(1000, false));
    order.replace = true;
    assert_eq!(lab.run(order).await.bytes, 1000);
}

/// Killed between the server's word that it is renamed and the note that it is whole, or even that it
/// has begun.
#[tokio::test]
async fn an_upload_that_had_its_name_before_it_was_noted_as_whole_is_done() {
    for noted in [true, false] {
        let mut lab = Lab::new().await;
        let bytes = noise(SIZE);
        write_old(&lab.here("x"), &bytes);
        write_old(&lab.there("x"), &bytes);
        let mut order = lab.order(Direction::Upload);
        order.begun = noted.then(|| begun(SIZE, false));
        order.earlier = true;
        let end = lab.run(order.clone()).await;
        assert!(end.end.unwrap().unwrap().contains("finished before"));
        assert_eq!(names(lab.there.path()), ["x"]);
        assert_eq!(lab.count("STOR"), 0);
        // A file that only has the size is somebody else's.
        let foreign = vec![3; SIZE];
        fs::write(lab.there("x"), &foreign).unwrap();
        lab.run(order).await.end.unwrap_err();
        assert!(fs::read(lab.there("x")).unwrap() == foreign);
    }
}

/// What no earlier run had in its queue is somebody else's, whatever is in it.
#[tokio::test]
async fn an_upload_of_this_run_takes_no_other_file_for_its_own() {
    let mut lab = Lab::new().await;
    let bytes = noise(SIZE);
    write_old(&lab.here("x"), &bytes);
    write_old(&lab.there("x"), &bytes);
    let order = lab.order(Direction::Upload);
    let problem = lab.run(order).await.end.unwrap_err();
    assert!(problem.to_string().contains("already there"), "{problem}");
}

#[tokio::test]
async fn a_move_that_had_come_to_its_end_is_done() {
    for direction in [Direction::Download, Direction::Upload] {
        let mut lab = Lab::new().await;
        // Its source is gone.
        match direction {
            Direction::Download => write_old(&lab.here("x"), &noise(1000)),
            Direction::Upload => write_old(&lab.there("x"), &noise(1000)),
        }
        let mut order = lab.order(direction);
        order.operation = Operation::Move;
        order.begun = Some(begun(1000, true));
        let note = lab.run(order.clone()).await.end.unwrap().unwrap();
        assert!(note.contains("before"), "{note}");
        order.begun = None;
        lab.run(order).await.end.unwrap_err();
    }
}

/// A download whose file had come here whole, and was replaced on the server since.
async fn replaced_since(operation: Operation, replace: bool, bytes: &[u8]) -> (Lab, TransferOrder) {
    let lab = Lab::new().await;
    write_old(&lab.here("x"), &noise(1000));
    fs::write(lab.there("x"), bytes).unwrap();
    let mut order = lab.order(Direction::Download);
    order.operation = operation;
    order.replace = replace;
    order.size = Some(1000);
    order.modified = facts(1000).modified;
    order.begun = Some(begun(1000, true));
    (lab, order)
}

#[tokio::test]
async fn a_source_that_is_another_one_by_now_comes_anew_where_it_may() {
    for operation in [Operation::Copy, Operation::Move] {
        for bytes in [vec![1; 1500], vec![1; 1000]] {
            let (mut lab, order) = replaced_since(operation, true, &bytes).await;
            let end = lab.run(order).await;
            let note = end.end.unwrap().unwrap();
            assert!(note.contains("another one by now"), "{note}");
            assert_eq!(end.bytes, bytes.len() as u64);
            assert!(fs::read(lab.here("x")).unwrap() == bytes);
            assert_eq!(lab.there("x").exists(), operation == Operation::Copy);
        }
    }
}

#[tokio::test]
async fn a_source_that_is_another_one_by_now_is_never_removed_unread() {
    for operation in [Operation::Copy, Operation::Move] {
        let bytes = vec![1; 1000];
        let (mut lab, order) = replaced_since(operation, false, &bytes).await;
        let problem = lab.run(order).await.end.unwrap_err();
        assert_eq!(problem.cause, Cause::Local);
        let text = problem.to_string();
        assert!(text.contains("another one by now"), "{text}");
        assert!(text.contains("left as they are"), "{text}");
        assert!(fs::read(lab.there("x")).unwrap() == bytes);
        assert!(fs::read(lab.here("x")).unwrap() == noise(1000));
        assert_eq!(lab.count("RETR") + lab.count("DELE"), 0);
    }
}

#[tokio::test]
async fn a_source_that_is_still_the_same_is_removed_by_a_move() {
    let (mut lab, order) = replaced_since(Operation::Move, false, b"").await;
    write_old(&lab.there("x"), &noise(1000));
    let note = lab.run(order).await.end.unwrap().unwrap();
    assert!(note.contains("finished before"), "{note}");
    assert!(!lab.there("x").exists());
    assert_eq!(lab.count("RETR"), 0);
}

/// A server that tells no times cannot say that it is the same file, and one that does not say that
/// there is none has not said that it is gone.
#[tokio::test]
async fn what_a_server_does_not_tell_is_no_proof_for_a_move() {
    for without in [
        &["MLST", "MLSD", "MDTM"][..],
        &["MLST", "MLSD", "SIZE", "MDTM"],
    ] {
        let mute = |options: &mut ServerOptions| {
            options.without = without.iter().map(|verb| (*verb).to_owned()).collect();
        };
        let mut lab = Lab::with(mute, |_| {}).await;
        for path in [lab.here("x"), lab.there("x")] {
            write_old(&path, &noise(1000));
        }
        let mut order = lab.order(Direction::Download);
        order.operation = Operation::Move;
        order.begun = Some(begun(1000, true));
        lab.run(order.clone()).await.end.unwrap_err();
        assert!(lab.there("x").exists());
        order.operation = Operation::Copy;
        order.size = Some(1000);
        lab.run(order).await.end.unwrap();
    }
}

#[tokio::test]
async fn a_source_that_cannot_be_read_has_not_been_moved() {
    let mut lab = Lab::new().await;
    write_old(&lab.there("x"), &noise(1000));
    let mut order = lab.order(Direction::Upload);
    order.operation = Operation::Move;
    order.begun = Some(begun(1000, true));
    // What is there is not the part that was whole.
    fs::write(lab.there(THERE_PART), noise(1000)).unwrap();
    let problem = lab.run(order.clone()).await.end.unwrap_err();
    assert!(problem.to_string().contains("It is not there"), "{problem}");
    fs::remove_file(lab.there(THERE_PART)).unwrap();
    // Something has the name here, so that the source is not gone.
    std::os::unix::fs::symlink("x", lab.here("x")).unwrap();
    let problem = lab.run(order).await.end.unwrap_err();
    assert_eq!(problem.cause, Cause::Local, "{problem}");
}
