//! From the greeting to a session that is ready to work.

use super::control::ControlConnection;
use super::{FeatureSet, FtpError, Reply, directory};
use crate::model::{Charset, RemotePath, Security, Site, TransferType};
use secrecy::ExposeSecret as _;

/// Logs in: USER, PASS where it is asked for (331), ACCT where that is (332; RFC 959 section 5.4);
/// then TYPE I, without which files would be changed on their way (section 3.1.1).
///
/// # Errors
/// [`FtpError::Reply`] with the refusal; a request for an account that the site does not have is
/// one.
pub async fn log_in(control: &mut ControlConnection, site: &Site) -> Result<(), FtpError> {
    if control.is_greeted_in() {
        if site.security == Security::Required && control.tls_facts().is_none() {
            return Err(FtpError::Tls {
                operation: "logging in",
                detail: "the server opened the session before TLS could protect it".into(),
            });
        }
    } else {
        give_name(control, site).await?;
    }
    if control.is_half_protected() {
        let reply = control.protect_data().await?;
        if !reply.is_completion() {
            let command = "PROT P".into();
            return Err(FtpError::TlsRefused { command, reply });
        }
    }
    control.use_type(TransferType::Image).await
}

async fn give_name(control: &mut ControlConnection, site: &Site) -> Result<(), FtpError> {
    let user = format!("USER {}", site.user);
    let mut command = user.clone();
    let mut reply = control.ask(user.as_bytes()).await?;
    if reply.code() == 331 {
        command = "PASS ********".into();
        let password = format!("PASS {}", site.password.expose_secret());
        reply = control.ask(password.as_bytes()).await?;
    }
    if let (332, Some(account)) = (reply.code(), &site.account) {
        command = "ACCT ********".into();
        let account = format!("ACCT {}", account.expose_secret());
        reply = control.ask(account.as_bytes()).await?;
    }
    // 202: "not needed here" is as good as a yes.
    if reply.is_completion() {
        Ok(())
    } else {
        Err(FtpError::Reply { command, reply })
    }
}

/// Asks what the server can do (RFC 2389) and switches names to UTF-8 where that is offered
/// (RFC 2640) and the site is not known to have them in another `charset`. A server without FEAT
/// has no features.
///
/// # Errors
/// Only those that cost the connection.
pub async fn features(
    control: &mut ControlConnection,
    charset: Option<Charset>,
) -> Result<FeatureSet, FtpError> {
    let reply = ask(control, "FEAT").await?;
    let features = if reply.is_completion() {
        FeatureSet::parse(&reply)
    } else {
        FeatureSet::default()
    };
    use_features(control, &features, charset).await?;
    Ok(features)
}

/// Switches on what the server is known to offer: on a further session FEAT need not be asked.
///
/// # Errors
/// Only those that cost the connection.
pub async fn use_features(
    control: &mut ControlConnection,
    features: &FeatureSet,
    charset: Option<Charset>,
) -> Result<(), FtpError> {
    if features.utf8() && charset.is_none_or(|charset| charset == Charset::UTF_8) {
        // Some servers list UTF8 and refuse the option since it is always on.
        ask(control, "OPTS UTF8 ON").await?;
    }
    Ok(())
}

/// Where the login put us (PWD). A server that cannot say is taken to be at its root.
///
/// # Errors
/// Only those that cost the connection.
pub async fn working_directory(control: &mut ControlConnection) -> Result<RemotePath, FtpError> {
    let mut path = print_directory(control).await?;
    let is_relative = path.as_ref().is_some_and(|path| !path.starts_with(b"/"));
    if is_relative && is_os400(control).await? {
        // Libraries and members are named until paths are asked for.
        ask(control, "SITE NAMEFMT 1").await?;
        path = print_directory(control).await?;
    }
    Ok(path.map_or_else(RemotePath::root, |path| RemotePath::from_absolute(&path)))
}

async fn print_directory(control: &mut ControlConnection) -> Result<Option<Vec<u8>>, FtpError> {
    let reply = ask(control, "PWD").await?;
    Ok(directory::quoted_path(&reply))
}

async fn is_os400(control: &mut ControlConnection) -> Result<bool, FtpError> {
    let reply = ask(control, "SYST").await?;
    Ok(reply.code() == 215 && reply.text().contains("OS/400"))
}

/// Asks what may be refused. 421 is no refusal but the end of the session.
async fn ask(control: &mut ControlConnection, command: &str) -> Result<Reply, FtpError> {
    let reply = control.ask(command.as_bytes()).await?;
    if reply.code() == 421 {
        let command = command.to_owned();
        return Err(FtpError::Reply { command, reply });
    }
    Ok(reply)
}
