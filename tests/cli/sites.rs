//! Sites that are kept: keeping, changing, connecting by name, and taking over.

use crate::program::{CANARY, Setup, read};
use std::os::unix::fs::PermissionsExt as _;

/// A file of sites is there with a site `work/nas` for the server, with a directory of its own.
fn kept(setup: &Setup, more: &[&str]) {
    let url = setup.url("");
    let arguments = [
        "sites",
        "add",
        "work/nas",
        &url,
        "--set",
        "remote_directory=/pub",
    ];
    setup
        .run(&[&arguments, more].concat())
        .ended(0)
        .said("work/nas is kept");
}

#[test]
fn a_site_is_kept_shown_changed_and_forgotten() {
    let setup = Setup::new();
    kept(&setup, &["--mode", "epsv", "--set", "limit_down=2M"]);
    let list = setup.run(&["sites"]).ended(0);
    assert!(list.out.starts_with("work/nas  127.0.0.1:"), "{}", list.out);
    let json = setup.run(&["sites", "list", "--json"]).ended(0);
    let object: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(object["port"], setup.server.address().port());
    assert_eq!(
        (&object["mode"], &object["limit_down"]),
        (&"epsv".into(), &"2M".into())
    );
    let show = setup.run(&["sites", "show", "NAS"]).ended(0);
    assert!(
        show.out
            .starts_with("[sites.\"work/nas\"]\nhost = \"127.0.0.1\"\n"),
        "{}",
        show.out
    );
    setup
        .run(&["sites", "add", "work/nas", "h"])
        .ended(2)
        .said("is there already");
    setup
        .run(&["sites", "add", "a:b", "h"])
        .ended(2)
        .said("no : in it");
    setup
        .run(&["sites", "add", "b", "h", "--set", "colour=red"])
        .ended(2)
        .said("cannot be set");
    setup
        .run(&["sites", "show", "none"])
        .ended(2)
        .said("there is no site");
    setup.run(&["sites", "remove", "work"]).ended(0);
    setup.run(&["sites"]).ended(0).said("no site is kept");
}

#[test]
fn a_site_stands_wherever_a_url_does() {
    let setup = Setup::new();
    setup.put("pub/sub/a.txt", "hello");
    setup.put("other/b.txt", "there");
    kept(&setup, &["--mode", "active"]);
    let ls = |what: &str| setup.run(&["ls", what]).ended(0).out;
    assert_eq!(ls("nas").trim_end_matches(['/', '\n']), "sub");
    assert_eq!(ls("work/nas:sub"), "a.txt\n");
    assert_eq!(ls("nas:/other"), "b.txt\n");
    let verbose = setup.run(&["ls", "-v", "nas"]).ended(0);
    assert!(verbose.err.contains("-> EPRT"), "{}", verbose.err);
    let other = setup.run(&["ls", "-v", "--mode", "pasv", "nas"]).ended(0);
    assert!(
        other.err.contains("-> PASV") && !other.err.contains("-> EPRT"),
        "{}",
        other.err
    );
    setup.run(&["get", "nas:sub/a.txt"]).ended(0);
    assert_eq!(read(setup.here.join("a.txt")), "hello");
    setup.put_here("up.txt", "up");
    setup.run(&["put", "up.txt", "nas"]).ended(0);
    assert_eq!(read(setup.there.join("pub/up.txt")), "up");
    setup.run(&["mirror", "nas:sub", "copy"]).ended(0);
    assert_eq!(read(setup.here.join("copy/a.txt")), "hello");
}

#[test]
fn a_file_that_makes_no_sense_is_told_with_its_place() {
    let setup = Setup::new();
    setup.put_here(
        ".config/twoport/sites.toml",
        "[sites.a]\nhost = \"h\"\nport = \"x\"\n",
    );
    let told = setup
        .run_with(&["sites"], &[("XDG_CONFIG_HOME", "")], "")
        .ended(6);
    assert!(
        told.err.contains("sites.toml, line 3, column 8: `port`"),
        "{}",
        told.err
    );
}

#[test]
fn the_file_is_edited_and_a_wrong_text_changes_nothing() {
    let setup = Setup::new();
    kept(&setup, &[]);
    setup.put_here("editor", "#!/bin/sh\nsed -i 's/pub/other/' \"$1\"\n");
    setup.put_here("breaker", "#!/bin/sh\necho nonsense >> \"$1\"\n");
    for name in ["editor", "breaker"] {
        let path = setup.here.join(name);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let editor = setup.here.join("editor");
    let breaker = setup.here.join("breaker");
    let edit = |editor: &std::path::Path, more: &[&str]| {
        let variables = [("VISUAL", editor.to_str().unwrap())];
        setup.run_with(&[&["sites", "edit"], more].concat(), &variables, "")
    };
    edit(&editor, &["nas"]).ended(0).said("changed");
    let show = || setup.run(&["sites", "show", "nas"]).out;
    assert!(
        show().contains("remote_directory = \"/other\""),
        "{}",
        show()
    );
    edit(&breaker, &[]).ended(2).said("line ");
    assert!(show().contains("/other"));
    edit(&editor, &[]).ended(0).said("nothing was changed");
}

#[test]
fn sites_of_other_programs_are_taken_over_and_what_is_left_is_said() {
    let setup = Setup::new();
    let xml = format!(
        "<?xml version=\"1.0\"?><FileZilla3><Servers><Folder>work\n<Server><Host>h</Host>\
         <Port>21</Port><Protocol>0</Protocol><User>anna</User>\
         <Pass encoding=\"base64\">{}</Pass><Logontype>1</Logontype><Name>web</Name></Server>\
         </Folder><Server><Host>s</Host><Protocol>1</Protocol><Name>shell</Name></Server>\
         </Servers></FileZilla3>",
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, CANARY)
    );
    setup.put_here(".config/filezilla/sitemanager.xml", &xml);
    setup.put_here(".lftp/bookmarks", "nas\tftp://nas/pub/\n");
    let dry = setup
        .run(&["sites", "import", "-n"])
        .ended(0)
        .said("1 site would come");
    assert!(
        dry.err.contains("not shell: SFTP is not spoken here"),
        "{}",
        dry.err
    );
    setup.run(&["sites"]).ended(0).said("no site is kept");
    let ran = setup
        .run(&["sites", "import"])
        .ended(0)
        .said("work/web  anna@h, its password left out");
    assert!(!ran.err.contains(CANARY) && !ran.out.contains(CANARY));
    let list = setup.run(&["sites"]).ended(0).out;
    assert_eq!(list.lines().count(), 2, "{list}");
    setup
        .run(&["sites", "import"])
        .ended(0)
        .said("not work/web: it is there already");
    let file = setup.run(&["sites", "export"]).out;
    assert!(
        !file.contains(CANARY) && file.contains("[sites.\"work/web\"]"),
        "{file}"
    );
    setup.run(&["sites", "import", "nothing.xml"]).ended(6);
}

#[test]
fn a_script_opens_a_site_by_its_name() {
    let setup = Setup::new();
    setup.put("pub/x.txt", "x");
    kept(&setup, &[]);
    setup.put_here("script", "open nas\nget x.txt\nbye\n");
    setup.run(&["run", "script"]).ended(0);
    assert_eq!(read(setup.here.join("x.txt")), "x");
}

/// Every setting of the connection, from the file to the dialogue with the server.
#[test]
fn what_a_site_is_kept_with_takes_effect() {
    let setup = Setup::new();
    setup.put("pub/a.txt", "hello");
    kept(
        &setup,
        &[
            "--set",
            "mode=port",
            "--set",
            "port_range=50600-50690",
            "--set",
            "external_address=127.0.0.1",
            "--connect-timeout",
            "7",
            "--set",
            "timeout=9",
            "--set",
            "retries=2",
            "--set",
            "keep_times=false",
            "--account",
            "sales",
        ],
    );
    let show = setup.run(&["sites", "show", "nas"]).ended(0).out;
    for line in [
        "timeout = 9",
        "connect_timeout = 7",
        "account = \"sales\"",
        "keep_times = false",
    ] {
        assert!(show.contains(line), "{show}");
    }
    let got = setup.run(&["get", "-v", "nas:a.txt"]).ended(0);
    // 50600 to 50690 are 197 * 256 + 168 and on.
    assert!(got.err.contains("-> PORT 127,0,0,1,197,"), "{}", got.err);
    assert!(!got.err.contains("-> EPRT"), "{}", got.err);
    let age = std::fs::metadata(setup.here.join("a.txt")).unwrap();
    assert!(age.is_file());
    setup
        .run(&["sites", "add", "b", "h", "--set", "timeout=0"])
        .ended(2)
        .said("from 1 to 3600");
}

#[test]
fn the_timeout_of_a_site_holds_and_the_option_goes_before_it() {
    use std::net::TcpListener;
    let setup = Setup::new();
    // Somebody who takes the call and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ftp://{}/", silent.local_addr().unwrap());
    setup
        .run(&["sites", "add", "mute", &url, "--set", "timeout=1"])
        .ended(0);
    let ran = setup.run(&["ls", "mute"]).ended(3);
    assert!(ran.err.contains("1 s"), "{}", ran.err);
    let ran = setup.run(&["ls", "--timeout", "2", "mute"]).ended(3);
    assert!(ran.err.contains("2 s"), "{}", ran.err);
}

#[test]
fn a_certificate_that_was_trusted_is_shown_and_forgotten() {
    let setup = Setup::new();
    kept(&setup, &[]);
    let print = "AB:".repeat(31) + "AB";
    let text = format!(
        "[servers.\"127.0.0.1:{}\"]\ntls = true\ntrusted = \"SHA256:{print}\"\n\
         trusted_since = \"2026-08-02T10:00:00Z\"\n",
        setup.server.address().port()
    );
    setup.put_here(".local/share/twoport/servers.toml", &text);
    let run = |arguments: &[&str]| setup.run_with(arguments, &[("XDG_DATA_HOME", "")], "");
    let show = run(&["sites", "show", "nas"]).ended(0).out;
    let line = format!("# its certificate is trusted since 2026-08-02: SHA256:{print}\n");
    assert!(show.ends_with(&line), "{show}");
    run(&["sites", "forget", "nas"])
        .ended(0)
        .said("is forgotten");
    let after = read(setup.here.join(".local/share/twoport/servers.toml"));
    assert!(
        !after.contains("trusted") && after.contains("tls = true"),
        "{after}"
    );
    run(&["sites", "forget", "nas"])
        .ended(0)
        .said("no certificate is trusted");
    // One that stands in the site is the only one that is taken.
    setup
        .run(&[
            "sites",
            "add",
            "pinned",
            "h",
            "--trust-fingerprint",
            &format!("SHA256:{print}"),
        ])
        .ended(0);
    let show = setup.run(&["sites", "show", "pinned"]).ended(0).out;
    assert!(
        show.contains(&format!("fingerprint = \"SHA256:{print}\"")),
        "{show}"
    );
}
