use super::*;

/// Relative luminance, WCAG 2.2.
fn luminance(rgb: [u8; 3]) -> f64 {
    let linear = rgb.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn rgb(palette: &Palette, token: Token, depth: Depth) -> [u8; 3] {
    let Tone::Rgb(rgb) = palette.paint(token).tone else {
        panic!("{token:?} is not of 24 bits");
    };
    match depth {
        Depth::Indexed => rgb_of_256(nearest_of_256(rgb)),
        _ => rgb,
    }
}

/// All tokens that are text.
fn texts() -> impl Iterator<Item = Token> {
    let others = [
        Token::Bg,
        Token::Dialog,
        Token::Input,
        Token::MenuBg,
        Token::CursorBg,
        Token::CursorOtherBg,
        Token::SelBg,
        Token::CarryBg,
        Token::DropBg,
        Token::Border,
        Token::ProgressTrack,
    ];
    Token::iter().filter(move |token| !others.contains(token))
}

/// What can stand on the row of the cursor: not `dim` and its like, which is drawn as text there.
fn on_cursor() -> impl Iterator<Item = Token> {
    let faint = [Token::Dim, Token::Heading, Token::SockDead];
    texts().filter(move |token| !faint.contains(token))
}

fn pairs() -> Vec<(Token, Token)> {
    let mut pairs = Vec::new();
    for front in texts() {
        for ground in [
            Token::Bg,
            Token::Dialog,
            Token::MenuBg,
            Token::CursorOtherBg,
        ] {
            pairs.push((front, ground));
        }
    }
    pairs.extend(on_cursor().map(|front| (front, Token::CursorBg)));
    pairs.extend(on_cursor().map(|front| (front, Token::DropBg)));
    pairs.extend([
        (Token::Carry, Token::CarryBg),
        (Token::Bg, Token::Carry),
        (Token::Strong, Token::SelBg),
        (Token::Strong, Token::Input),
    ]);
    pairs
}

#[test]
fn every_text_can_be_read_on_every_ground_it_is_drawn_on() {
    for (name, palette, least) in [
        ("dark", &*DARK, 4.5),
        ("light", &*LIGHT, 4.5),
        ("high-contrast", &*HIGH_CONTRAST, 7.0),
    ] {
        for (front, ground) in pairs() {
            let ratio = contrast(
                rgb(palette, front, Depth::True),
                rgb(palette, ground, Depth::True),
            );
            assert!(
                ratio >= least,
                "{name}: {front:?} on {ground:?} is {ratio:.2}"
            );
        }
    }
}

#[test]
fn the_nearest_of_256_can_be_read_too() {
    for (name, palette) in [("dark", &*DARK), ("light", &*LIGHT)] {
        for (front, ground) in pairs() {
            let ratio = contrast(
                rgb(palette, front, Depth::Indexed),
                rgb(palette, ground, Depth::Indexed),
            );
            assert!(
                ratio >= 4.0,
                "{name}: {front:?} on {ground:?} is {ratio:.2}"
            );
        }
    }
}

#[test]
fn the_terminals_own_colours_never_stand_on_each_other() {
    // What they look like only the terminal knows: text of a colour stands on its own ground.
    for token in Token::iter().filter(|token| !texts().any(|text| text == *token)) {
        let paint = SIXTEEN.paint(token);
        let ornament = matches!(token, Token::Border | Token::ProgressTrack);
        let turned = paint.attributes.contains(Modifier::REVERSED);
        assert!(paint.tone == Tone::Own || ornament || turned, "{token:?}");
    }
}

#[test]
fn the_themes_that_are_built_in_hold_every_token_and_nothing_else() {
    for text in [
        include_str!("../../../../assets/themes/dark.toml"),
        include_str!("../../../../assets/themes/light.toml"),
        include_str!("../../../../assets/themes/high-contrast.toml"),
        include_str!("../../../../assets/themes/16.toml"),
        include_str!("../../../../assets/themes/mono.toml"),
    ] {
        let (palette, told) = Palette::over(&Palette::default(), text);
        assert_eq!(told, Vec::<String>::new());
        for token in Token::iter() {
            assert!(palette.paints.contains_key(&token), "{token:?}");
        }
    }
}

#[test]
fn a_token_that_is_missing_is_the_base_s_and_an_unknown_one_is_told_with_its_place() {
    let text =
        "based_on = \"light\"\n[theme]\ntext = \"#123456\"\nbordr = \"red\"\nok = \"blink\"\n";
    let (palette, told) = Palette::read(text);
    assert_eq!(
        palette.paint(Token::Text).tone,
        Tone::Rgb([0x12, 0x34, 0x56])
    );
    assert_eq!(palette.paint(Token::Dim), LIGHT.paint(Token::Dim));
    assert_eq!(palette.paint(Token::Ok), LIGHT.paint(Token::Ok));
    assert_eq!(
        told,
        [
            "line 4, column 1: there is no token `bordr`; did you mean `border`?",
            "line 5, column 6: `blink` is neither a colour nor an attribute",
        ]
    );
    let (palette, told) = Palette::read("[theme]\ntext = none\n");
    assert_eq!((palette, told.len()), (DARK.clone(), 1));
    assert!(told[0].starts_with("line 2, column "), "{told:?}");
    let (_, told) = Palette::read("based_on = \"lihgt\"\n[colours]\n");
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn sixteen_colours_show_what_they_can_of_a_theme_and_their_own_for_the_rest() {
    let (palette, _) = Palette::read("[theme]\ntext = \"#123456\"\nok = \"cyan\"\nbg = \"none\"\n");
    let shown = palette.in_sixteen();
    assert_eq!(shown.paint(Token::Text), SIXTEEN.paint(Token::Text));
    assert_eq!(shown.paint(Token::Ok).tone, Tone::Indexed(6));
    assert_eq!(shown.paint(Token::Bg).tone, Tone::Own);
}

#[test]
fn the_nearest_of_256_is_near() {
    assert_eq!(nearest_of_256([0, 0, 0]), 16);
    assert_eq!(nearest_of_256([255, 255, 255]), 231);
    assert_eq!(nearest_of_256([8, 8, 8]), 232);
    assert_eq!(nearest_of_256([95, 175, 255]), 75);
}
