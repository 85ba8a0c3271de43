//! `twoport sites`: the sites that are kept.

mod editing;
mod importing;
mod pinning;

use super::arguments::{SitesArguments, SitesVerb};
use super::exit::{ExitStatus, Failure};
use super::output::{self, results};
use super::{Common, say};
use crate::engine::{Cause, Problem};
use crate::model::stored_site::site_name;
use crate::model::text::display_safe_str;
use crate::model::url::parse_target;
use crate::model::{SiteBook, SiteKey, StoredSite};
use crate::sites::{Change, SiteFiles, SitesError, text};
use serde_json::{Map, Value};
use std::io::Write;

pub(super) fn run(arguments: SitesArguments, common: &Common) -> Result<ExitStatus, Failure> {
    let files = SiteFiles::usual();
    match arguments.verb.unwrap_or(SitesVerb::List) {
        SitesVerb::List => list(&load(&files)?, common),
        SitesVerb::Show { name } => {
            let book = load(&files)?;
            pinning::show(found(&book, &name)?, common)
        }
        SitesVerb::Forget { name } => pinning::forget(found(&load(&files)?, &name)?, common),
        SitesVerb::Add { name, url, set } => {
            let site = described(&name, &url, &set, common)?;
            let name = site.name.clone();
            let site = Box::new(site);
            change(&files, &Change::Put { before: None, site })?;
            done(common, &format!("{name} is kept"));
            Ok(ExitStatus::Done)
        }
        SitesVerb::Edit { name } => editing::run(&files, name.as_deref(), common),
        SitesVerb::Remove { names } => {
            for name in names {
                let book = load(&files)?;
                let name = match book.find(&name) {
                    Ok(site) => site.name.clone(),
                    // It may be a folder.
                    Err(_) if book.is_taken(&name) => name,
                    Err(error) => return Err(Failure::Usage(error.to_string())),
                };
                change(&files, &Change::Remove(name.clone()))?;
                done(common, &format!("{name} is kept no more"));
            }
            Ok(ExitStatus::Done)
        }
        SitesVerb::Import {
            file,
            passwords,
            dry_run,
        } => importing::run(&files, file.as_deref(), (passwords, dry_run), common),
        SitesVerb::Export { names } => {
            let book = load(&files)?;
            let sites = if names.is_empty() {
                book.iter().collect()
            } else {
                let named = names.iter().map(|name| found(&book, name));
                named.collect::<Result<Vec<_>, _>>()?
            };
            print(&sites, common)
        }
    }
}

fn done(common: &Common, line: &str) {
    if !common.quiet {
        say(line);
    }
}

fn failed(error: &SitesError) -> Problem {
    Problem::new(Cause::Local, "The sites are as they were").words(error.to_string())
}

fn change(files: &SiteFiles, change: &Change) -> Result<SiteBook, Failure> {
    let changed = files.change(change);
    changed.map_err(|error| match error.file {
        None => Failure::Usage(error.to_string()),
        Some(_) => failed(&error).into(),
    })
}

/// All of them; a file that makes no sense is told of, line by line.
fn load(files: &SiteFiles) -> Result<SiteBook, Failure> {
    let (book, wrong) = files.load();
    match wrong.split_last() {
        None => Ok(book),
        Some((last, others)) => {
            for error in others {
                say(&error.to_string());
            }
            let problem = Problem::new(Cause::Local, "Reading the sites failed");
            Err(problem.words(last.to_string()).into())
        }
    }
}

fn found<'a>(book: &'a SiteBook, name: &str) -> Result<&'a StoredSite, Failure> {
    book.find(name)
        .map_err(|error| Failure::Usage(error.to_string()))
}

fn list(book: &SiteBook, common: &Common) -> Result<ExitStatus, Failure> {
    if common.json {
        return print(&book.iter().collect::<Vec<_>>(), common);
    }
    if book.is_empty() && !common.quiet {
        say("no site is kept (twoport sites add, twoport sites import)");
    }
    let names: Vec<String> = book
        .iter()
        .map(|site| display_safe_str(&site.name))
        .collect();
    let width = names.iter().map(|name| name.chars().count()).max();
    let mut out = results();
    for (name, site) in names.iter().zip(book.iter()) {
        let blank = width.unwrap_or_default() - name.chars().count();
        let address = display_safe_str(&site.address());
        let words = [SiteKey::Security, SiteKey::Mode];
        let words: Vec<&str> = words.iter().filter_map(|key| site.get(*key)).collect();
        let line = format!(
            "{name}{}  {address}  {}",
            " ".repeat(blank),
            words.join(" ")
        );
        if writeln!(out, "{}", line.trim_end()).is_err() {
            break;
        }
    }
    // A reader that has gone away has seen what it wanted.
    let _ = out.flush();
    Ok(ExitStatus::Done)
}

/// The sites as they stand in the file, or as JSON, one a line.
fn print(sites: &[&StoredSite], common: &Common) -> Result<ExitStatus, Failure> {
    let mut out = results();
    if common.json {
        for site in sites {
            let line = output::json(&json(site)).unwrap_or_default();
            if writeln!(out, "{line}").is_err() {
                break;
            }
        }
    } else {
        let sites = sites.iter().map(|site| (*site).clone()).collect();
        let text = text(sites).map_err(|error| failed(&error))?;
        // As above.
        let _ = write!(out, "{}", crate::model::text::display_safe_lines(&text));
    }
    let _ = out.flush();
    Ok(ExitStatus::Done)
}

fn json(site: &StoredSite) -> Value {
    let mut object = Map::new();
    object.insert("name".into(), site.name.clone().into());
    for (key, text) in site.values() {
        let bare = key.is_bare().then(|| serde_json::from_str(text).ok());
        let value = bare.flatten().unwrap_or_else(|| text.into());
        object.insert(key.name().into(), value);
    }
    Value::Object(object)
}

/// The site that the words of the command line make.
fn described(
    name: &str,
    url: &str,
    set: &[String],
    common: &Common,
) -> Result<StoredSite, Failure> {
    let wrong = |what: &str, error: String| Failure::Usage(format!("{what}: {error}"));
    let name = site_name(name).map_err(|error| wrong("the name", error))?;
    let shown = super::site::shown(&[url]);
    let target = parse_target(&[url]).map_err(|error| wrong(&shown, error.to_string()))?;
    if target.had_password {
        say("the password in the URL is not kept: passwords are asked for, or in the keyring");
    }
    let directory = target.directory.clone();
    let had_security = common.security.or(target.security);
    let mut site = StoredSite::new(name, &target.host).map_err(|error| wrong(&shown, error))?;
    let mut put = |key: SiteKey, text: Option<String>| match text {
        Some(text) => site
            .set(key, &text)
            .map_err(|error| wrong(key.name(), error)),
        None => Ok(()),
    };
    put(SiteKey::Port, target.port.map(|port| port.to_string()))?;
    put(SiteKey::User, target.user)?;
    put(SiteKey::Security, had_security.map(|one| one.to_string()))?;
    for (key, text) in said(common) {
        put(key, text)?;
    }
    put(SiteKey::RemoteDirectory, directory_text(directory)?)?;
    for pair in set {
        let what = || wrong(&display_safe_str(pair), "write KEY=VALUE".into());
        let (key, text) = pair.split_once('=').ok_or_else(what)?;
        let key: SiteKey = key.trim().parse().map_err(|_| {
            let what = "it cannot be set (twoport sites add --help tells what can)";
            wrong(&display_safe_str(key), what.into())
        })?;
        put(key, Some(text.to_owned()))?;
    }
    Ok(site)
}

fn directory_text(
    directory: Option<crate::model::site::Directory>,
) -> Result<Option<String>, Failure> {
    use crate::model::site::Directory;
    let bytes = match directory {
        None => return Ok(None),
        Some(Directory::Absolute(path)) => path.as_bytes().to_vec(),
        Some(Directory::FromLogin(bytes)) => bytes,
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::Usage("the path is not UTF-8: say --set remote_directory".into()))?;
    Ok(Some(text))
}

/// What the options that connect say.
fn said(common: &Common) -> Vec<(SiteKey, Option<String>)> {
    fn shown<T: ToString>(value: Option<T>) -> Option<String> {
        value.map(|value| value.to_string())
    }
    let moving = &common.moving;
    let ports = common.port_range;
    let ca_file = common.ca_file.as_ref();
    let yes = |yes: bool| yes.then(|| "true".to_owned());
    vec![
        (SiteKey::Mode, shown(common.mode)),
        (
            SiteKey::PortRange,
            ports.map(|(first, last)| format!("{first}-{last}")),
        ),
        (SiteKey::ExternalAddress, shown(common.external_address)),
        (
            SiteKey::UseAnnouncedAddress,
            yes(common.use_announced_address),
        ),
        (SiteKey::Charset, shown(common.charset)),
        (SiteKey::Sessions, shown(common.jobs)),
        (SiteKey::OnConflict, shown(moving.rule())),
        (SiteKey::Verify, shown(moving.verify)),
        (SiteKey::UploadNaming, shown(moving.upload_naming)),
        (SiteKey::KeepPermissions, yes(moving.keep_permissions)),
        (SiteKey::Account, common.account.clone()),
        (SiteKey::ConnectTimeout, shown(common.connect_timeout)),
        (SiteKey::Timeout, shown(common.timeout)),
        (SiteKey::Fingerprint, shown(common.trust_fingerprint)),
        (SiteKey::KeepAlive, shown(common.keep_alive)),
        (
            SiteKey::CaFile,
            ca_file.map(|file| file.to_string_lossy().into_owned()),
        ),
    ]
}
