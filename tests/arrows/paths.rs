//! Finds the paths (`crate::ftp::Reply`, `std::fs`) that Rust source names, without its comments
//! and strings. It knows as much of the grammar as that takes, and no more.

/// A path that the source names, from its first segment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The segments; of a `use` with braces there is one path for each leaf.
    pub segments: Vec<String>,
    /// How many inline modules it is in.
    pub depth: usize,
    /// Whether one of them is called `tests`.
    pub in_tests: bool,
    /// The line, from 1.
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Join,
    Sign(char),
}

/// All paths of a source file, single words included.
pub fn paths(source: &str) -> Vec<Named> {
    let tokens = tokens(source);
    let mut named = Vec::new();
    // For each open brace, the name of the module it opens, if it does.
    let mut braces: Vec<Option<String>> = Vec::new();
    let mut at = 0;
    while let Some((token, line)) = tokens.get(at) {
        match token {
            Token::Sign('{') => braces.push(module_name(&tokens, at)),
            Token::Sign('}') => drop(braces.pop()),
            Token::Word(_) => {
                let mut leaves = Vec::new();
                at = read_path(&tokens, at, &[], &mut leaves);
                let modules: Vec<&String> = braces.iter().flatten().collect();
                named.extend(leaves.into_iter().map(|segments| Named {
                    segments,
                    depth: modules.len(),
                    in_tests: modules.iter().any(|name| *name == "tests"),
                    line: *line,
                }));
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    named
}

fn module_name(tokens: &[(Token, usize)], brace: usize) -> Option<String> {
    let before = tokens.get(brace.checked_sub(2)?..brace)?;
    match before {
        [(Token::Word(word), _), (Token::Word(name), _)] if word == "mod" => Some(name.clone()),
        _ => None,
    }
}

/// Reads the path that begins at `at` into `leaves`; gives the place after it.
fn read_path(
    tokens: &[(Token, usize)],
    mut at: usize,
    before: &[String],
    leaves: &mut Vec<Vec<String>>,
) -> usize {
    let token = |at: usize| tokens.get(at).map(|(token, _)| token);
    let mut segments = before.to_vec();
    while let Some(Token::Word(word)) = token(at) {
        segments.push(word.clone());
        at += 1;
        if token(at) != Some(&Token::Join) {
            leaves.push(segments);
            return at;
        }
        at += 1;
    }
    if token(at) != Some(&Token::Sign('{')) {
        // `use path::*`, or a turbofish.
        leaves.push(segments);
        return at;
    }
    at += 1;
    loop {
        match token(at) {
            Some(Token::Word(_) | Token::Sign('{')) => {
                at = read_path(tokens, at, &segments, leaves);
            }
            Some(Token::Sign('}')) | None => return at + 1,
            Some(_) => at += 1,
        }
    }
}

fn tokens(source: &str) -> Vec<(Token, usize)> {
    let characters: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(&character) = characters.get(at) {
        let rest = &characters[at..];
        let length = match character {
            '/' if rest.starts_with(&['/', '/']) => count(rest, |c| c != '\n'),
            '/' if rest.starts_with(&['/', '*']) => block_comment(rest),
            '"' => string(rest),
            '\'' => quote(rest),
            _ if is_word(character) => {
                let length = count(rest, is_word);
                let more = raw_string(&rest[..length], &rest[length..]);
                if more.is_none() {
                    tokens.push((Token::Word(rest[..length].iter().collect()), line));
                }
                length + more.unwrap_or(0)
            }
            ':' if rest.starts_with(&[':', ':']) => {
                tokens.push((Token::Join, line));
                2
            }
            _ => {
                if !character.is_whitespace() {
                    tokens.push((Token::Sign(character), line));
                }
                1
            }
        };
        let taken = &rest[..length.clamp(1, rest.len())];
        line += taken.iter().filter(|character| **character == '\n').count();
        at += taken.len();
    }
    tokens
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn count(characters: &[char], is: impl Fn(char) -> bool) -> usize {
    characters
        .iter()
        .take_while(|character| is(**character))
        .count()
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with(&['/', '*']) {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(&['*', '/']) {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

fn string(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// A character (`'x'`, `'\''`), or the mark of a lifetime or label.
fn quote(rest: &[char]) -> usize {
    match rest {
        [_, '\\', _, more @ ..] => 3 + count(more, |character| character != '\'') + 1,
        [_, _, '\'', ..] => 3,
        _ => 1,
    }
}

/// The length of the string that a prefix such as `r`, `br` or `r#` begins, if it is one.
fn raw_string(prefix: &[char], rest: &[char]) -> Option<usize> {
    if !matches!(prefix, ['r'] | ['b' | 'c', 'r']) {
        return None;
    }
    let marks = count(rest, |character| character == '#');
    (rest.get(marks) == Some(&'"')).then_some(())?;
    let end: Vec<char> = std::iter::once('"')
        .chain(std::iter::repeat_n('#', marks))
        .collect();
    let body = &rest[marks + 1..];
    let length = body.windows(end.len()).position(|window| window == end);
    Some(marks + 1 + length.map_or(body.len(), |length| length + end.len()))
}
