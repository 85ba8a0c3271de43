//! From the greeting to a session that is ready to work.

use super::control::ControlConnection;
use super::{FeatureSet, FtpError, directory};
use crate::model::RemotePath;

/// Logs in: USER, and PASS where it is asked for (RFC 959 section 5.4); then TYPE I, without which
/// files would be changed on their way (section 3.1.1).
///
/// # Errors
/// [`FtpError::Reply`] with the refusal; a request for an account (332) is one.
pub async fn log_in(
    control: &mut ControlConnection,
    user: &str,
    password: &str,
) -> Result<(), FtpError> {
    let reply = control.ask(format!("USER {user}").as_bytes()).await?;
    match reply.code() {
        230 | 232 => {}
        331 => {
            let reply = control.ask(format!("PASS {password}").as_bytes()).await?;
            // 202: "not needed here" is as good as a yes.
            if !reply.is_completion() {
                return Err(FtpError::Reply { command: "PASS ********".into(), reply });
            }
        }
        _ => return Err(FtpError::Reply { command: format!("USER {user}"), reply }),
    }
    control.command(b"TYPE I").await?;
    Ok(())
}

/// Asks what the server can do (RFC 2389) and switches names to UTF-8 where that is offered
/// (RFC 2640). A server without FEAT has no features.
///
/// # Errors
/// Only those that cost the connection.
pub async fn features(control: &mut ControlConnection) -> Result<FeatureSet, FtpError> {
    let reply = control.ask(b"FEAT").await?;
    let features =
        if reply.is_completion() { FeatureSet::parse(&reply) } else { FeatureSet::default() };
    use_features(control, &features).await?;
    Ok(features)
}

/// Switches on what the server is known to offer: on a further session FEAT need not be asked.
///
/// # Errors
/// Only those that cost the connection.
pub async fn use_features(
    control: &mut ControlConnection,
    features: &FeatureSet,
) -> Result<(), FtpError> {
    if features.utf8() {
        // Some servers list UTF8 and refuse the option since it is always on.
        control.ask(b"OPTS UTF8 ON").await?;
    }
    Ok(())
}

/// Where the login put us (PWD). A server that cannot say is taken to be at its root.
///
/// # Errors
/// Only those that cost the connection.
pub async fn working_directory(control: &mut ControlConnection) -> Result<RemotePath, FtpError> {
    let reply = control.ask(b"PWD").await?;
    let directory = Some(reply).filter(|reply| reply.code() == 257);
    Ok(directory
        .and_then(|reply| directory::quoted_path(&reply))
        .map_or_else(RemotePath::root, |path| RemotePath::from_absolute(&path)))
}
