//! FileZilla's `sitemanager.xml`: `Server` elements in `Folder` elements, passwords in base64.

use super::{Imported, ImportedSite};
use crate::model::{Charset, Security, SiteKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Document, Node};
use secrecy::SecretString;

/// Reads the text of a `sitemanager.xml`, or of an export of it.
///
/// # Errors
/// It is not XML, or not FileZilla's.
pub(super) fn read(text: &str) -> Result<Imported, String> {
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    if !document.root_element().has_tag_name("FileZilla3") {
        return Err("it is no sitemanager.xml of FileZilla 3".into());
    }
    let mut imported = Imported::default();
    for server in document
        .descendants()
        .filter(|node| node.has_tag_name("Server"))
    {
        let name = match value(server, "Name") {
            "" => own_text(server),
            name => name,
        };
        let folders = folders(server);
        let told = [folders.join("/"), name.to_owned()].join("/");
        let told = told.trim_start_matches('/').to_owned();
        match site(server, &folders, name) {
            Ok(site) => imported.sites.push(site),
            Err(why) => imported.skipped.push((told, why)),
        }
    }
    Ok(imported)
}

fn site(server: Node, folders: &[String], name: &str) -> Result<ImportedSite, String> {
    let security = match value(server, "Protocol") {
        "0" | "" => Security::Preferred,
        "3" => Security::Implicit,
        "4" => Security::Required,
        "6" => Security::Plain,
        "1" => return Err("SFTP is not spoken here".into()),
        _ => return Err("it is neither FTP nor FTP over TLS".into()),
    };
    let mut site = ImportedSite::new(folders, name, value(server, "Host"))?;
    if security != Security::default() {
        site.set(SiteKey::Security, &security.to_string());
    }
    site.set_port(value(server, "Port"), security.standard_port());
    login(server, &mut site);
    match value(server, "PasvMode") {
        "MODE_ACTIVE" => site.set(SiteKey::Mode, "active"),
        "MODE_PASSIVE" => site.set(SiteKey::Mode, "passive"),
        _ => {}
    }
    match value(server, "EncodingType") {
        "UTF-8" => site.set(SiteKey::Charset, "utf-8"),
        "Custom" => charset(value(server, "CustomEncoding"), &mut site),
        _ => {}
    }
    remote_directory(value(server, "RemoteDir"), &mut site);
    site.set_local(value(server, "LocalDir"));
    let sessions = value(server, "MaximumMultipleConnections");
    if !matches!(sessions, "" | "0") {
        // FileZilla counts the browsing session too.
        let moving = sessions.parse::<u32>().unwrap_or(1).saturating_sub(1);
        site.set(SiteKey::Sessions, &moving.to_string());
    }
    let bookmarks = server
        .children()
        .filter(|node| node.has_tag_name("Bookmark"));
    match bookmarks.count() {
        0 => {}
        count => site.left.push(format!("{count} of its bookmarks")),
    }
    Ok(site)
}

/// User and password by the kind of login: 0 is anonymous, 2 asks each time.
fn login(server: Node, site: &mut ImportedSite) {
    if value(server, "Logontype") == "0" {
        return;
    }
    let user = value(server, "User");
    if user != "anonymous" {
        site.set(SiteKey::User, user);
    }
    site.set(SiteKey::Account, value(server, "Account"));
    let Some(password) = child(server, "Pass") else {
        return;
    };
    let text = password.text().unwrap_or_default();
    match password.attribute("encoding") {
        _ if text.is_empty() => {}
        None => site.password = Some(SecretString::from(text)),
        Some("base64") => {
            let bytes = STANDARD.decode(text.trim()).ok();
            match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
                Some(text) => site.password = Some(SecretString::from(text)),
                None => site.left.push("its password: it cannot be read".into()),
            }
        }
        Some(_) => {
            let why = "its password: FileZilla's master password protects it";
            site.left.push(why.into());
        }
    }
}

/// `CP-1252` is known here as `CP1252`.
fn charset(name: &str, site: &mut ImportedSite) {
    let bare = name.replace('-', "");
    let known = [name, bare.as_str()]
        .into_iter()
        .find(|name| name.parse::<Charset>().is_ok());
    site.set(SiteKey::Charset, known.unwrap_or(name));
}

/// `1 0 4 home 4 anna`: the kind of path, a prefix, and each part behind its length.
fn remote_directory(text: &str, site: &mut ImportedSite) {
    if text.is_empty() {
        return;
    }
    match path(text) {
        Some(path) => site.set(SiteKey::RemoteDirectory, &path),
        None => site
            .left
            .push("remote_directory: it is none of a Unix server".into()),
    }
}

fn path(text: &str) -> Option<String> {
    let (kind, rest) = text.split_once(' ')?;
    let (prefix, mut rest) = rest.split_once(' ').unwrap_or((rest, ""));
    if !matches!(kind, "0" | "1") || prefix != "0" {
        return None;
    }
    let mut path = String::new();
    while !rest.is_empty() {
        let (length, behind) = rest.split_once(' ')?;
        let length: usize = length.parse().ok()?;
        let end = behind.char_indices().nth(length);
        let (part, after) = behind.split_at_checked(end.map_or(behind.len(), |(at, _)| at))?;
        if part.chars().count() != length {
            return None;
        }
        path.push('/');
        path.push_str(part);
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    Some(if path.is_empty() { "/".into() } else { path })
}

/// The folders that an element is in, the outermost first.
fn folders(server: Node) -> Vec<String> {
    let above = server
        .ancestors()
        .filter(|node| node.has_tag_name("Folder"));
    let mut names: Vec<String> = above.map(|folder| own_text(folder).to_owned()).collect();
    names.reverse();
    names
}

/// The text that stands in an element itself.
fn own_text<'a>(node: Node<'a, '_>) -> &'a str {
    let mut texts = node
        .children()
        .filter(Node::is_text)
        .filter_map(|text| text.text());
    let text = texts.find(|text| !text.trim().is_empty());
    text.unwrap_or_default().trim()
}

fn child<'a, 'b>(node: Node<'a, 'b>, name: &str) -> Option<Node<'a, 'b>> {
    node.children().find(|child| child.has_tag_name(name))
}

fn value<'a>(node: Node<'a, '_>, name: &str) -> &'a str {
    let text = child(node, name).and_then(|child| child.text());
    text.unwrap_or_default().trim()
}
