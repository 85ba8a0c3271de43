//! What the program keeps for itself is its owner's alone, whatever the umask, and whatever was there.

use super::program::{CANARY, Setup};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

/// Every file and folder below, with its permissions.
fn modes(folder: &Path, found: &mut Vec<(String, u32)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
        found.push((path.display().to_string(), mode));
        if path.is_dir() {
            modes(&path, found);
        }
    }
}

fn assert_private(folder: &Path) {
    let mut found = Vec::new();
    modes(folder, &mut found);
    assert!(!found.is_empty());
    for (path, mode) in found {
        let wanted = if Path::new(&path).is_dir() {
            0o700
        } else {
            0o600
        };
        assert_eq!(mode, wanted, "{path} has {mode:o}");
    }
}

/// Runs `get` with a log, in a shell that takes nothing away from permissions.
fn run(setup: &Setup) {
    let plain = setup.command([
        "get",
        "--on-conflict",
        "overwrite",
        &setup.url_of("anna", "file"),
    ]);
    let mut command = Command::new("sh");
    command
        .args(["-c", r#"umask 000; exec "$0" "$@""#])
        .arg(plain.get_program())
        .args(plain.get_args())
        .current_dir(&setup.here)
        .env("HOME", &setup.here)
        .env("XDG_DATA_HOME", &setup.data)
        .env("XDG_STATE_HOME", setup.data.join("state"))
        .env("TWOPORT_PASSWORD", CANARY)
        .env("TWOPORT_LOG", "trace");
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn files_are_0600_and_folders_0700() {
    let setup = Setup::for_anna();
    setup.put("file", "x");
    run(&setup);
    for name in ["twoport/servers.toml", "state/twoport/twoport.log"] {
        assert!(setup.data.join(name).exists(), "{name}");
    }
    assert_private(&setup.data);
    // Laxer ones are put right.
    let lax = [
        "twoport",
        "twoport/servers.toml",
        "state/twoport",
        "state/twoport/twoport.log",
    ];
    for path in lax {
        std::fs::set_permissions(setup.data.join(path), Permissions::from_mode(0o777)).unwrap();
    }
    run(&setup);
    assert_private(&setup.data);
}
