use super::*;
use crate::secrets::netrc::Netrc;
use proptest::prelude::*;
use secrecy::ExposeSecret;

const FILEZILLA: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<FileZilla3 version="3.66.5" platform="*nix">
	<Servers>
		<Folder expanded="1">work
			<Server>
				<Host>ftp.example.org</Host>
				<Port>2121</Port>
				<Protocol>4</Protocol>
				<Type>0</Type>
				<User>anna</User>
				<Pass encoding="base64">cGFzcyB3w7ZyZA==</Pass>
				<Logontype>1</Logontype>
				<PasvMode>MODE_ACTIVE</PasvMode>
				<MaximumMultipleConnections>2</MaximumMultipleConnections>
				<EncodingType>Custom</EncodingType>
				<CustomEncoding>CP-1251</CustomEncoding>
				<BypassProxy>0</BypassProxy>
				<Name>Web: main/old</Name>
				<Comments />
				<LocalDir>/home/anna/site</LocalDir>
				<RemoteDir>1 0 4 home 10 some files</RemoteDir>
				<SyncBrowsing>0</SyncBrowsing>
				<Bookmark><Name>x</Name></Bookmark>Web: main/old
			</Server>
			<Folder expanded="0">deep &amp; down
				<Server>
					<Host>nas</Host>
					<Port>21</Port>
					<Protocol>0</Protocol>
					<User>bob</User>
					<Pass encoding="crypt" pubkey="abc">deadbeef</Pass>
					<Logontype>1</Logontype>
					<EncodingType>Auto</EncodingType>
					<LocalDir>C:\Users\bob</LocalDir>
					<Name>nas</Name>
				</Server>
			</Folder>
		</Folder>
		<Server>
			<Host>shell.example.org</Host>
			<Port>22</Port>
			<Protocol>1</Protocol>
			<Name>shell</Name>
		</Server>
		<Server>
			<Host>mirror.example.net</Host>
			<Protocol>6</Protocol>
			<Logontype>0</Logontype>
			<Name></Name>
		</Server>
	</Servers>
</FileZilla3>
"#;

fn named<'a>(imported: &'a Imported, name: &str) -> &'a ImportedSite {
    let found = imported.sites.iter().find(|one| one.site.name == name);
    found.unwrap_or_else(|| panic!("no {name} in {imported:?}"))
}

fn values(imported: &ImportedSite) -> Vec<String> {
    let values = imported.site.values();
    values
        .map(|(key, text)| format!("{}={text}", key.name()))
        .collect()
}

fn password(imported: &ImportedSite) -> Option<&str> {
    imported.password.as_ref().map(ExposeSecret::expose_secret)
}

#[test]
fn filezilla_s_sites_come_with_their_folders() {
    let imported = filezilla::read(FILEZILLA).unwrap();
    let web = named(&imported, "work/Web  main-old");
    assert_eq!(
        values(web),
        [
            "host=ftp.example.org",
            "port=2121",
            "user=anna",
            "security=required",
            "mode=active",
            "charset=CP1251",
            "remote_directory=/home/some files",
            "local_directory=/home/anna/site",
            "sessions=1",
        ]
    );
    assert_eq!(password(web), Some("pass wörd"));
    assert_eq!(web.left, ["1 of its bookmarks"]);
    let nas = named(&imported, "work/deep & down/nas");
    assert_eq!(values(nas), ["host=nas", "user=bob"]);
    assert_eq!(password(nas), None);
    assert!(nas.left[0].contains("master password"), "{:?}", nas.left);
    assert!(
        nas.left[1].contains("none of this system"),
        "{:?}",
        nas.left
    );
    let mirror = named(&imported, "mirror.example.net");
    assert_eq!(
        values(mirror),
        ["host=mirror.example.net", "security=plain"]
    );
    assert_eq!(
        imported.skipped,
        [("shell".into(), "SFTP is not spoken here".into())]
    );
}

#[test]
fn what_is_not_filezilla_s_is_refused() {
    for wrong in [
        "<html/>",
        "<FileZilla3><Servers>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><FileZilla3/>",
    ] {
        assert!(filezilla::read(wrong).is_err(), "{wrong}");
    }
}

/// As WinSCP hides a password, with so much padding.
fn hidden(user: &str, host: &str, password: &str, padding: usize) -> String {
    let text = format!("{user}{host}{password}");
    let mut bytes = vec![0xFF];
    if let Ok(length) = u8::try_from(text.len()) {
        bytes.extend([0, length]);
    } else {
        bytes.push(2);
        bytes.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
    }
    bytes.push(u8::try_from(padding).unwrap());
    bytes.extend(std::iter::repeat_n(7, padding));
    bytes.extend(text.bytes());
    bytes.resize(bytes.len().max(50), 9);
    let digits = b"0123456789ABCDEF";
    let pairs = bytes.iter().map(|byte| !byte ^ 0xA3);
    let letters = pairs.flat_map(|byte| [byte >> 4, byte & 15]);
    letters
        .map(|digit| char::from(digits[usize::from(digit)]))
        .collect()
}

fn winscp_file(master: u8) -> String {
    let secret = hidden("anna", "ftp.example.org", "s3cret pässword", 5);
    let long = hidden("anna", "long", &"x".repeat(300), 0);
    let other = hidden("bob", "elsewhere", "y", 3);
    format!(
        "\u{feff}[Configuration\\Security]\r\nUseMasterPassword={master}\r\n\
         [Sessions\\Default%20Settings]\r\nHostName=nothing\r\n\
         [Sessions\\work/My%20site]\r\nHostName=ftp.example.org\r\nPortNumber=21\r\nUserName=anna\r\n\
         Password={secret}\r\nFSProtocol=5\r\nFtps=3\r\nFtpPasvMode=0\r\n\
         LocalDirectory=C:%5CUsers%5Canna\r\nRemoteDirectory=/srv/my%20files\r\n\
         [Sessions\\%EF%BB%BFM%C3%BCller]\r\nHostName=long\r\nPortNumber=990\r\nUserName=anna\r\n\
         Password={long}\r\nFSProtocol=5\r\nFtps=1\r\nProxyMethod=2\r\nProxyHost=gate\r\nProxyPort=1080\r\n\
         [Sessions\\odd]\r\nHostName=h\r\nFSProtocol=5\r\nUserName=bob\r\nPassword={other}\r\n\
         [Sessions\\shell]\r\nHostName=s\r\nUserName=root\r\n\
         [Sessions\\bucket]\r\nHostName=s3\r\nFSProtocol=7\r\n"
    )
}

#[test]
fn winscp_s_sessions_come_with_passwords_that_prove_themselves() {
    let text = winscp_file(0);
    let imported = winscp::read(text.trim_start_matches('\u{feff}'));
    let site = named(&imported, "work/My site");
    assert_eq!(
        values(site),
        [
            "host=ftp.example.org",
            "user=anna",
            "security=required",
            "mode=active",
            "remote_directory=/srv/my files",
        ]
    );
    assert_eq!(password(site), Some("s3cret pässword"));
    assert!(site.left[0].contains("none of this system"));
    let long = named(&imported, "Müller");
    assert_eq!(password(long), Some("x".repeat(300).as_str()));
    assert!(values(long).contains(&"proxy=socks5://gate:1080".to_owned()));
    let odd = named(&imported, "odd");
    assert_eq!(password(odd), None, "it is another user's and host's");
    assert!(odd.left[0].contains("cannot be read"));
    let skipped: Vec<&str> = imported
        .skipped
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(skipped, ["shell", "bucket"]);
}

#[test]
fn a_master_password_of_winscp_s_is_said() {
    let text = winscp_file(1);
    let imported = winscp::read(&text);
    let site = named(&imported, "work/My site");
    assert_eq!(password(site), None);
    assert!(
        site.left
            .iter()
            .any(|line| line.contains("master password"))
    );
}

#[test]
fn lftp_s_bookmarks_are_urls() {
    let text = "nas\tftp://anna:pw@nas:2121/pub/\nabs ftp://nas/%2Fsrv/x\ntls ftps://h\n\
                shell\tsftp://root@h/\nweb http://h/\nbad ftp://\n";
    let imported = lftp::read(text).unwrap();
    let nas = named(&imported, "nas");
    assert_eq!(
        values(nas),
        ["host=nas", "port=2121", "user=anna", "remote_directory=pub"]
    );
    assert_eq!(password(nas), Some("pw"));
    assert_eq!(
        values(named(&imported, "abs")),
        ["host=nas", "remote_directory=/srv/x"]
    );
    assert_eq!(
        values(named(&imported, "tls")),
        ["host=h", "security=implicit"]
    );
    let skipped: Vec<&str> = imported
        .skipped
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(skipped, ["shell", "web", "bad"]);
    assert!(lftp::read("nonsense\n").is_none());
}

#[test]
fn the_machines_of_a_netrc_have_a_folder_of_their_own() {
    let text = "machine nas login anna password x\nmachine nas login bob\nmachine h port 2121 login c\n\
                machine nobody password y\ndefault login d\n";
    let imported = machines::read(&Netrc::parse(text).unwrap());
    let names: Vec<&str> = imported
        .sites
        .iter()
        .map(|one| one.site.name.as_str())
        .collect();
    assert_eq!(names, ["netrc/nas (anna)", "netrc/nas (bob)", "netrc/h"]);
    assert_eq!(password(named(&imported, "netrc/nas (anna)")), Some("x"));
    assert!(values(named(&imported, "netrc/h")).contains(&"port=2121".to_owned()));
}

#[test]
fn a_file_is_known_by_what_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let sites = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(&file, mode).unwrap();
        read(&file).map(|imported| imported.sites.len())
    };
    assert_eq!(sites("export.xml", FILEZILLA), Ok(3));
    assert_eq!(sites("WinSCP.ini", &winscp_file(0)), Ok(3));
    assert_eq!(sites("bookmarks", "a ftp://h/\n"), Ok(1));
    assert_eq!(sites(".netrc", "machine h login a\n"), Ok(1));
    assert!(
        sites("notes.txt", "nothing\n")
            .unwrap_err()
            .contains("no file of FileZilla")
    );
    assert!(read(&folder.path().join("none")).is_err());
}

#[test]
fn what_is_there_is_left_out_and_names_that_are_taken_are_numbered() {
    let book: SiteBook = [
        StoredSite::new("nas", "nas").unwrap(),
        StoredSite::new("same", "h").unwrap(),
    ]
    .into_iter()
    .collect();
    let imported = lftp::read("nas ftp://other/\nsame ftp://h/\nnas ftp://third/\n").unwrap();
    let fresh = imported.beside(&book);
    let names: Vec<&str> = fresh
        .sites
        .iter()
        .map(|one| one.site.name.as_str())
        .collect();
    assert_eq!(names, ["nas (2)", "nas (3)"]);
    assert_eq!(fresh.skipped.len(), 1);
}

proptest! {
    #[test]
    fn no_file_panics(text in "(<Server>|</Server>|<Host>h</Host>|<RemoteDir>1 0 [0-9]{1,20} é|</RemoteDir>|<Folder>|\\[Sessions\\\\a/?\\]\n|Password=[0-9A-F]{0,9}\n|FSProtocol=5\n|HostName=h\n|%[0-9é]|\\PC|\n){0,16}") {
        let _ = filezilla::read(&text);
        let _ = filezilla::read(&format!("<FileZilla3>{text}</FileZilla3>"));
        let _ = winscp::read(&text);
        let _ = lftp::read(&text);
        if let Ok(netrc) = Netrc::parse(&text) {
            let _ = machines::read(&netrc);
        }
    }

    #[test]
    fn hidden_passwords_come_back(password in "\\PC{0,60}", padding in 0usize..40) {
        let text = format!("[Sessions\\a]\nFSProtocol=5\nHostName=h\nUserName=u\nPassword={}\n", hidden("u", "h", &password, padding));
        let imported = winscp::read(&text);
        let got = imported.sites[0].password.as_ref().map(ExposeSecret::expose_secret);
        prop_assert_eq!(got, Some(password.as_str()));
    }
}
