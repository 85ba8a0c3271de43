//! The certificate that is trusted for a site's server.

use super::{done, json, print};
use crate::cli::Common;
use crate::cli::exit::{ExitStatus, Failure};
use crate::cli::output::{self, results};
use crate::config::memory_file;
use crate::engine::{Cause, Problem};
use crate::fs::server_memory::{self, ServerMemories};
use crate::model::text::display_safe_str;
use crate::model::{Pin, ServerMemory, StoredSite};
use std::io::{self, Write as _};

/// All that is set of a site, and the certificate that is trusted for its server.
pub(super) fn show(site: &StoredSite, common: &Common) -> Result<ExitStatus, Failure> {
    let (_, memory) = remembered(site, common)?;
    let pin = memory.pin();
    if common.json {
        let mut object = json(site);
        if let (Some(pin), Some(object)) = (pin, object.as_object_mut()) {
            object.insert("trusted".into(), pin.fingerprint.to_string().into());
            let since = pin.since.map(|since| since.to_string());
            object.insert("trusted_since".into(), since.into());
        }
        let line = output::json(&object).unwrap_or_default();
        let mut out = results();
        // A reader that has gone away has seen what it wanted.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
        return Ok(ExitStatus::Done);
    }
    let status = print(&[site], common)?;
    if let Some(pin) = pin {
        let mut out = results();
        // As above.
        let _ = writeln!(out, "# its certificate is trusted{}", words(pin));
        let _ = out.flush();
    }
    Ok(status)
}

/// ` since 2026-08-02: SHA256:…`
fn words(pin: Pin) -> String {
    let since = pin
        .since
        .map(|since| format!(" since {}", since.strftime("%Y-%m-%d")));
    format!("{}: {}", since.unwrap_or_default(), pin.fingerprint)
}

/// Trusts the certificate of its server no more.
pub(super) fn forget(site: &StoredSite, common: &Common) -> Result<ExitStatus, Failure> {
    let (server, before) = remembered(site, common)?;
    let name = display_safe_str(&site.name);
    let Some(file) = memory_file().filter(|_| before.pin().is_some()) else {
        done(common, &format!("no certificate is trusted for {name}"));
        return Ok(ExitStatus::Done);
    };
    let mut now = before.clone();
    now.trust(None);
    server_memory::save(&file, &server, &before, &now).map_err(|error| failed(&error))?;
    let text = format!("the certificate of {name} is forgotten: the next connection asks about it");
    done(common, &text);
    Ok(ExitStatus::Done)
}

/// What is remembered of a site's server, and the server's name.
fn remembered(site: &StoredSite, common: &Common) -> Result<(String, ServerMemory), Failure> {
    let there = site.site(&common.settings);
    let server = server_memory::key(&there.host, there.port);
    let read =
        |file: std::path::PathBuf| server_memory::load(&file).map_err(|error| failed(&error));
    let mut all = memory_file().map_or_else(|| Ok(ServerMemories::new()), read)?;
    let memory = all.remove(&server).unwrap_or_default();
    Ok((server, memory))
}

fn failed(error: &io::Error) -> Problem {
    Problem::new(Cause::Local, "What is remembered of servers cannot be used")
        .words(display_safe_str(&error.to_string()))
}
