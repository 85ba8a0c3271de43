use super::*;
use clap::CommandFactory;

#[test]
fn the_command_line_holds_together() {
    Arguments::command().debug_assert();
}

#[test]
fn ranges_of_ports_are_read_and_checked() {
    assert_eq!(port_range("50000-50100"), Ok((50000, 50100)));
    for wrong in ["", "5", "7-6", "0-5", "1-70000", "a-b"] {
        assert!(port_range(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn options_may_stand_before_the_verb() {
    let arguments = Arguments::parse_from(["twoport", "-q", "--mode", "active", "ls", "ftp://h"]);
    assert!(matches!(arguments.verb, Some(Verb::Ls(_))));
    assert!(arguments.common.quiet && arguments.target.is_empty());
}

#[test]
fn a_host_and_a_port_open_the_screen() {
    let arguments = Arguments::parse_from(["twoport", "nas", "2121"]);
    assert_eq!(arguments.target, ["nas", "2121"]);
    assert!(arguments.verb.is_none());
}
