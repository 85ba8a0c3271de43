//! What ftp(1) has a verb for and Twoport does in another way, or not at all: each with what to do.

/// What is said in place of doing it.
pub(super) const ELSEWHERE: &[(&[&str], &str)] = &[
    (
        &["macdef", "$"],
        "there are no macros: write the lines into a file, and twoport run FILE does them",
    ),
    (
        &["proxy"],
        "there is one server at a time here. From one to another goes on the screen: pick up in one \
         tab, drop in another",
    ),
    (
        &["gate"],
        "a proxy is said when the program starts: --proxy socks5://HOST:PORT",
    ),
    (
        &["restart"],
        "no byte is said by hand: reget goes on with a download, and after `set conflict resume` put \
         goes on with an upload",
    ),
    (
        &["sendport"],
        "who dials is the mode: say passive, active, port or eprt",
    ),
    (
        &["fget"],
        "a list of files is a script here: twoport run FILE, with a get on each line",
    ),
    (
        &["rate", "throttle"],
        "say set limit RATE: set limit 500k, set limit none",
    ),
    (&["remopts"], "say quote OPTS COMMAND VALUE"),
    (
        &["unset"],
        "say set NAME VALUE; set alone tells how things stand",
    ),
    (&["lpage"], "say !less FILE"),
];

/// What to do in place of this verb.
pub fn instead_of(name: &str) -> Option<&'static str> {
    let known = |(names, _): &&(&[&str], &str)| names.contains(&name);
    ELSEWHERE.iter().find(known).map(|(_, advice)| *advice)
}

/// `struct`, `form`, `tenex`, `cr`: what each may be, and what is said of it. Servers of today know
/// one value of each.
///
/// # Errors
/// A value that no server knows, and what there is.
pub fn only_value(name: &str, value: Option<&str>) -> Result<&'static str, String> {
    let (only, said) = match name {
        "struct" => (&["file", "f"][..], "struct file: there is no other"),
        "form" => (
            &["non-print", "nonprint", "n"][..],
            "form non-print: there is no other",
        ),
        "tenex" => (
            &[][..],
            "type image: a byte has eight bits everywhere by now",
        ),
        _ => (
            &["on"][..],
            "line ends become those of this computer when the type is ascii",
        ),
    };
    match value {
        None => Ok(said),
        Some(value) if only.contains(&value.to_ascii_lowercase().as_str()) => Ok(said),
        Some(value) => Err(format!(
            "{name} {value} is not known to servers of today: {said}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_that_servers_know_are_taken() {
        assert!(only_value("struct", None).is_ok());
        assert!(only_value("struct", Some("FILE")).is_ok());
        assert!(only_value("form", Some("non-print")).is_ok());
        let error = only_value("struct", Some("record")).unwrap_err();
        assert!(error.contains("struct record") && error.contains("file"));
        assert!(only_value("tenex", None).unwrap().contains("image"));
    }
}
