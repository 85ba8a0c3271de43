//! A site as the journal keeps it: everything that is needed to connect again, but no secret.

use crate::model::{
    ModeChoice, Naming, OnConflict, Proxy, RateLimits, Site, TransferPolicy, Verify,
};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Serialize, Deserialize)]
struct Record {
    host: String,
    port: u16,
    user: String,
    security: String,
    mode: ModeChoice,
    charset: Option<String>,
    ca_file: Option<PathBuf>,
    fingerprint: Option<String>,
    proxy: Option<String>,
    port_range: Option<(u16, u16)>,
    external_address: Option<IpAddr>,
    use_announced_address: bool,
    connect_timeout: u64,
    timeout: u64,
    keep_alive: Option<u64>,
    transfer_sessions: usize,
    verify: String,
    keep_times: bool,
    keep_permissions: bool,
    naming: Option<String>,
    retries: u32,
    on_conflict: Option<String>,
    down: Option<u64>,
    up: Option<u64>,
}

/// The site as text. A proxy's user and password are left out, as the site's own password is.
pub(super) fn text(site: &Site) -> String {
    let proxy = |proxy: &Proxy| {
        if proxy.host.contains(':') {
            format!("{}://[{}]:{}", proxy.kind, proxy.host, proxy.port)
        } else {
            format!("{}://{}:{}", proxy.kind, proxy.host, proxy.port)
        }
    };
    let policy = &site.policy;
    let record = Record {
        host: site.host.clone(),
        port: site.port,
        user: site.user.clone(),
        security: site.security.to_string(),
        mode: site.mode,
        charset: site.charset.map(|charset| charset.to_string()),
        ca_file: site.ca_file.clone(),
        fingerprint: site.fingerprint.map(|print| print.to_string()),
        proxy: site.proxy.as_ref().map(proxy),
        port_range: site.port_range,
        external_address: site.external_address,
        use_announced_address: site.use_announced_address,
        connect_timeout: site.connect_timeout.as_secs(),
        timeout: site.timeout.as_secs(),
        keep_alive: site.keep_alive.map(|time| time.as_secs()),
        transfer_sessions: site.transfer_sessions,
        verify: policy.verify.to_string(),
        keep_times: policy.keep_times,
        keep_permissions: policy.keep_permissions,
        naming: policy.naming.map(|naming| naming.to_string()),
        retries: policy.retries,
        on_conflict: policy.on_conflict.map(|rule| rule.to_string()),
        down: site.limits.down,
        up: site.limits.up,
    };
    serde_json::to_string(&record).unwrap_or_default()
}

/// The site of a text; what of it makes no sense is as for an anonymous site of that host.
pub(super) fn site(text: &str) -> Option<Site> {
    let record: Record = serde_json::from_str(text).ok()?;
    let mut site = Site::anonymous(record.host, record.port);
    if record.user != site.user {
        site.password = secrecy::SecretString::from("");
    }
    site.user = record.user;
    site.security = record.security.parse().unwrap_or_default();
    site.mode = record.mode;
    site.charset = record.charset.and_then(|charset| charset.parse().ok());
    site.ca_file = record.ca_file;
    site.fingerprint = record.fingerprint.and_then(|print| print.parse().ok());
    site.proxy = record.proxy.and_then(|proxy| proxy.parse().ok());
    site.port_range = record.port_range;
    site.external_address = record.external_address;
    site.use_announced_address = record.use_announced_address;
    site.connect_timeout = Duration::from_secs(record.connect_timeout.max(1));
    site.timeout = Duration::from_secs(record.timeout.max(1));
    site.keep_alive = record
        .keep_alive
        .map(|time| Duration::from_secs(time.max(1)));
    site.transfer_sessions = record.transfer_sessions;
    site.policy = TransferPolicy {
        verify: record.verify.parse().unwrap_or(Verify::Size),
        keep_times: record.keep_times,
        keep_permissions: record.keep_permissions,
        naming: record
            .naming
            .and_then(|naming| naming.parse::<Naming>().ok()),
        retries: record.retries,
        on_conflict: record
            .on_conflict
            .and_then(|rule| rule.parse::<OnConflict>().ok()),
    };
    site.limits = RateLimits {
        down: record.down,
        up: record.up,
    };
    Some(site)
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::{ExposeSecret, SecretString};

    #[test]
    fn a_site_comes_back_as_it_was_but_without_its_secrets() {
        let mut one = Site::anonymous("ftp.example.org", 2121);
        one.user = "anna".into();
        one.password = SecretString::from("open sesame");
        one.mode = ModeChoice::Active;
        one.port_range = Some((50_000, 50_010));
        one.proxy = "socks5://bob:hidden@[::1]:1080".parse().ok();
        one.policy.on_conflict = Some(OnConflict::Newer);
        one.limits.up = Some(1000);
        let kept = text(&one);
        assert!(
            !kept.contains("sesame") && !kept.contains("hidden"),
            "{kept}"
        );
        let back = site(&kept).unwrap();
        assert_eq!(back.label(), one.label());
        assert_eq!((back.mode, back.port_range), (one.mode, one.port_range));
        assert_eq!((back.policy, back.limits), (one.policy, one.limits));
        assert_eq!(back.proxy.unwrap().host, "::1");
        assert!(back.password.expose_secret().is_empty());
    }
}
