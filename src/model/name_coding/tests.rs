use super::*;
use proptest::prelude::*;

fn charset(label: &str) -> Charset {
    label.parse().unwrap()
}

fn coding(label: &str) -> NameCoding {
    charset(label).into()
}

fn written(label: &str, texts: &[&str]) -> Vec<Name> {
    let encode = |text: &&str| Name::new(charset(label).encode(text).unwrap().into_owned());
    texts.iter().map(encode).collect()
}

#[test]
fn utf8_is_read_as_utf8_and_the_rest_in_the_sites_character_set() {
    let cyrillic = coding("windows-1251");
    assert_eq!(cyrillic.shown("für".as_bytes()), "für");
    assert_eq!(cyrillic.shown(b"\xcf\xf0\xe8\xe2\xe5\xf2"), "Привет");
    assert_eq!(coding("shift_jis").shown(b"\x95\x5c.txt"), "表.txt");
    assert_eq!(NameCoding::default().shown(b"f\xfcr"), "für");
    assert_eq!(NameCoding::default().plain(b"f\xfcr"), "f\u{fffd}r");
}

#[test]
fn the_parts_of_a_path_are_read_one_by_one() {
    let path = ["архив".as_bytes(), b"\xe0\xf0\xf5\xe8\xe2", b"f"].join(&b'/');
    assert_eq!(coding("cp1251").shown(&path), "архив/архив/f");
    let command = b"RETR /\xe0/\x1b";
    assert_eq!(coding("cp1251").shown(command), "RETR /а/\\x1b");
}

/// D1 A7 is the character for learning in GBK, and a Cyrillic letter in UTF-8.
#[test]
fn pairs_that_are_utf8_by_chance_are_chinese_on_a_chinese_site() {
    let name = b"\xd1\xa7.txt";
    assert_eq!(coding("gbk").shown(name), "学.txt");
    assert_eq!(coding("gbk").shown("日本.txt".as_bytes()), "日本.txt");
    assert_eq!(coding("shift_jis").shown("für".as_bytes()), "für");
    let mixed = NameCoding {
        mixed: true,
        ..coding("gbk")
    };
    assert_eq!(mixed.shown(name), "ѧ.txt");
}

#[test]
fn what_nothing_can_read_keeps_its_bytes() {
    let name = Name::new(b"\x95".to_vec());
    let japanese = coding("shift_jis");
    assert_eq!(japanese.text(name.as_bytes()), None);
    assert_eq!(japanese.shown(name.as_bytes()), "\\x95");
    assert_eq!(*japanese.local(&name), name);
    assert_eq!(japanese.remote(&name), Ok(name));
    // Two codes for one character: the other one would be written.
    let doubled = Name::new(b"\xee\xe0".to_vec());
    assert_eq!(japanese.text(doubled.as_bytes()).unwrap(), "髙");
    assert_eq!(*japanese.local(&doubled), doubled);
}

#[test]
fn a_text_too_long_for_a_local_name_keeps_its_bytes() {
    let name = |length| Name::new(vec![0xe0; length]);
    let cyrillic = coding("windows-1251");
    assert_eq!(cyrillic.local(&name(127)).as_bytes().len(), 254);
    assert_eq!(*cyrillic.local(&name(128)), name(128));
}

#[test]
fn a_guess_is_made_of_names_that_are_not_utf8() {
    let plain: Vec<Name> = ["a.txt", "für", "日本"].map(Name::from).to_vec();
    assert_eq!(NameCoding::guess(&plain, "ftp.example.org"), None);
    for (label, host, texts) in [
        (
            "windows-1251",
            "ftp.example.org",
            &["Привет.txt", "Новая папка", "отчёт за март.doc"][..],
        ),
        ("windows-1251", "ftp.example.ru", &["отчёт.doc"]),
        (
            "latin1",
            "127.0.0.1",
            &["Grüße aus Köln.txt", "Übersicht.pdf"],
        ),
        ("latin1", "ftp.example.de", &["für.txt"]),
        (
            "shift_jis",
            "localhost",
            &["日本語のファイル.txt", "写真", "テスト.txt"],
        ),
        (
            "gbk",
            "192.0.2.7",
            &["新建文件夹", "中文文件名称.txt", "学习资料"],
        ),
        ("euc-kr", "ftp.example.kr", &["한국어 파일.txt", "사진"]),
        ("big5", "ftp.example.tw", &["中文檔案名稱.txt", "新資料夾"]),
    ] {
        let guess = NameCoding::guess(&written(label, texts), host).unwrap();
        assert_eq!(guess, coding(label), "{label}");
    }
}

#[test]
fn left_overs_among_utf8_are_read_but_utf8_is_written() {
    let mut names: Vec<Name> = ["Привет", "ещё", "日本"].map(Name::from).to_vec();
    names.extend(written("windows-1251", &["старый отчёт"]));
    let guess = NameCoding::guess(&names, "ftp.example.ru").unwrap();
    assert_eq!(guess.charset(), charset("windows-1251"));
    assert_eq!(guess.written(), Charset::UTF_8);
    assert_eq!(guess.encode("日本").unwrap(), "日本".as_bytes());
    assert_eq!(guess.shown(names[3].as_bytes()), "старый отчёт");
}

#[test]
fn a_country_is_what_a_host_name_ends_in() {
    assert_eq!(country("ftp.example.RU").as_deref(), Some("ru"));
    assert_eq!(country("ftp.example.jp.").as_deref(), Some("jp"));
    assert_eq!(country("пример.xn--p1ai").as_deref(), Some("xn--p1ai"));
    for none in ["127.0.0.1", "::1", "localhost", "пример.рф", ""] {
        assert_eq!(country(none), None, "{none}");
    }
}

fn codings() -> impl Strategy<Value = NameCoding> {
    let labels = [
        "utf-8",
        "latin1",
        "windows-1251",
        "koi8-r",
        "shift_jis",
        "euc-jp",
        "gbk",
        "big5",
        "euc-kr",
        "windows-1253",
    ];
    let known = labels.map(coding).to_vec();
    (proptest::sample::select(known), any::<bool>())
        .prop_map(|(coding, mixed)| NameCoding { mixed, ..coding })
}

proptest! {
    /// Down and up again: the bytes are the same, whatever they are. Only names that were UTF-8
    /// where the site has another character set come back in that one.
    #[test]
    fn a_name_comes_back_as_it_was(coding in codings(), bytes: Vec<u8>) {
        let name = Name::new(bytes);
        let here = coding.local(&name).into_owned();
        let is_utf8 = std::str::from_utf8(name.as_bytes()).is_ok();
        let converted = coding.written() != coding.charset() || (is_utf8 && here == name);
        if !converted || name.as_bytes().is_ascii() {
            prop_assert_eq!(coding.remote(&here), Ok(name));
        }
    }

    #[test]
    fn a_written_name_comes_back_as_it_was(coding in codings(), text in "[ -.0-~А-яぁ-ん一-龠]{1,8}") {
        let here = Name::from(text.as_str());
        if let Ok(there) = coding.remote(&here)
            && coding.text(there.as_bytes()).as_deref() == Some(&text)
        {
            let charset = coding.written();
            prop_assert!(charset != coding.charset() || *coding.local(&there) == here);
        }
    }

    /// Two names of the server never become one here, UTF-8 apart.
    #[test]
    fn different_names_stay_different(coding in codings(), one: Vec<u8>, other: Vec<u8>) {
        let is_utf8 = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok();
        prop_assume!(one != other && !is_utf8(&one) && !is_utf8(&other));
        let (one, other) = (Name::new(one), Name::new(other));
        prop_assert_ne!(coding.local(&one), coding.local(&other));
    }

    #[test]
    fn nothing_a_terminal_would_obey_is_shown(coding in codings(), bytes: Vec<u8>) {
        prop_assert!(coding.shown(&bytes).chars().all(|c| !c.is_control()));
    }
}
