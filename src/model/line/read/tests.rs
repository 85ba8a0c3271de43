use super::*;
use proptest::prelude::*;

fn statement(line: &str) -> Statement {
    read(line).unwrap().unwrap()
}

#[test]
fn a_line_is_a_verb_and_words_with_quotes_as_shells_have_them() {
    let get = statement("  get \"my file.txt\" 'o\"dd' plain\\ blank ");
    assert_eq!(get.verb, Verb::Get);
    assert_eq!(get.words, ["my file.txt", "o\"dd", "plain blank"]);
    assert_eq!(get.rest, "\"my file.txt\" 'o\"dd' plain\\ blank");
}

#[test]
fn nothing_and_remarks_mean_nothing() {
    for line in ["", "   ", "# a remark", "; another"] {
        assert_eq!(read(line), Ok(None), "{line}");
    }
}

#[test]
fn verbs_may_be_shortened_as_long_as_they_mean_one_thing() {
    assert_eq!(statement("mg *").verb, Verb::Mget);
    assert_eq!(statement("disc").verb, Verb::Close);
    assert_eq!(statement("BIN").verb, Verb::Binary);
    let error = read("re x").unwrap_err().to_string();
    assert!(
        error.contains("reget") && error.contains("rename"),
        "{error}"
    );
    assert_eq!(read("frob"), Err(LineError::Unknown("frob".into())));
}

#[test]
fn what_goes_to_the_server_or_the_shell_stays_as_it_is() {
    assert_eq!(statement("quote SITE  EXEC \"a").rest, "SITE  EXEC \"a");
    let shell = statement("!ls -l 'x");
    assert_eq!((shell.verb, shell.name.as_str()), (Verb::Shell, "!"));
    assert_eq!(shell.rest, "ls -l 'x");
    assert_eq!(statement("!! make").name, "!!");
    assert_eq!(statement("!").rest, "");
}

#[test]
fn an_open_quote_is_told() {
    assert_eq!(read("get \"a"), Err(LineError::Quotes));
}

#[test]
fn options_stand_in_front_and_a_double_dash_ends_them() {
    let line = statement("get -r photos");
    let (options, words) = line.options().unwrap();
    assert!(options.recursive);
    assert_eq!(words, ["photos"]);
    let line = statement("get -- -r");
    assert_eq!(line.options().unwrap().1, ["-r"]);
    assert!(statement("get -x y").options().is_err());
    let line = statement("ls -la pub");
    assert!(line.options().unwrap().0.long);
    assert_eq!(line.options().unwrap().1, ["pub"]);
}

#[test]
fn a_target_stands_behind_to() {
    let line = statement("mget *.txt *.md to /tmp/x");
    let (patterns, target) = Statement::split_to(&line.words);
    assert_eq!(patterns, ["*.txt", "*.md"]);
    assert_eq!(target, Some("/tmp/x"));
    let line = statement("mget to x");
    assert_eq!(Statement::split_to(&line.words).0, ["to", "x"]);
}

#[test]
fn what_is_left_out_is_asked_for_in_turn() {
    let mut rename = statement("rename");
    assert_eq!(rename.missing(), Some("from-name"));
    rename.add("a b");
    assert_eq!(rename.missing(), Some("to-name"));
    rename.add("c");
    assert_eq!(rename.missing(), None);
    assert_eq!(rename.words, ["a b", "c"]);
    let mut quote = statement("quote");
    assert_eq!(quote.missing(), Some("command line to send"));
    quote.add("NOOP");
    assert_eq!((quote.missing(), quote.rest.as_str()), (None, "NOOP"));
    let mut mget = statement("mget");
    mget.add("a* \"b c\"");
    assert_eq!(mget.words, ["a*", "b c"]);
}

#[test]
fn semicolons_end_lines_but_not_in_quotes() {
    assert_eq!(
        split("cd pub; get \"a;b\" ;;\nput 'c;d' e\\;f"),
        ["cd pub", " get \"a;b\" ", "put 'c;d' e\\;f"]
    );
}

#[test]
fn what_ftp_asks_the_server_goes_out_as_a_command() {
    for (line, sent) in [
        ("quote NOOP", "NOOP"),
        ("site CHMOD 644 x", "SITE CHMOD 644 x"),
        ("system", "SYST"),
        ("sys", "SYST"),
        ("rhelp SITE", "HELP SITE"),
        ("remotehelp", "HELP"),
        ("rstatus", "STAT"),
        ("UMASK 022", "SITE UMASK 022"),
        ("idle 300", "SITE IDLE 300"),
    ] {
        assert_eq!(read(line).unwrap().unwrap().sent(), sent, "{line}");
    }
}

proptest! {
    #[test]
    fn no_line_is_too_odd(line: String) {
        for part in split(&line) {
            if let Ok(Some(statement)) = read(&part) {
                let _ = statement.options();
                let _ = statement.missing();
                let _ = statement.switch();
                Statement::split_to(&statement.words);
            }
        }
    }

    #[test]
    fn nor_is_one_that_looks_like_a_command(
        verb in "(get|mget|quote|!|open|ls|set|rename)",
        rest in "[ a-z\"'\\\\;*-]{0,20}",
    ) {
        let _ = read(&format!("{verb} {rest}"));
    }

    #[test]
    fn quoted_names_come_back(name in "[^\0\n\r]{1,12}") {
        let line = format!("get -- {}", shell_words::quote(&name));
        let statement = read(&line).unwrap().unwrap();
        prop_assert_eq!(statement.options().unwrap().1, [name]);
    }
}
