//! What is wrong with TLS, or with whom it is spoken.

use crate::engine::Problem;
use crate::engine::problem::Cause;
use crate::ftp::FtpError;
use crate::model::text::display_safe_str;

/// Explains it; `None` where the error is about something else.
pub(super) fn trust(error: &FtpError) -> Option<Problem> {
    let advice = match error {
        FtpError::Certificate(problem) if problem.may_be_trusted() => format!(
            "If this is the fingerprint that the server's operator tells you: --trust-fingerprint {}",
            problem.facts.fingerprint
        ),
        FtpError::Certificate(_) => "Nothing was sent. Somebody may be in between: ask the \
             server's operator which certificate is right."
            .into(),
        FtpError::TlsRefused { .. } => "Nothing was sent in clear. If that is what you want: \
             --security plain, or plain FTP in the menu Connection, Encryption."
            .into(),
        FtpError::Tls { .. } => {
            "Check the kind of TLS and its port: explicit is ftpes:// (port 21), \
             from the first byte on ftps:// (port 990); TLS older than 1.2 is not spoken."
                .into()
        }
        FtpError::SessionNotResumed { .. } => "The server takes no data connection of this TLS \
             session. Its operator can lift that (vsftpd: require_ssl_reuse=NO; ProFTPD: \
             TLSOptions NoSessionReuseRequired)."
            .into(),
        FtpError::CutShort { .. } => "Somebody, or a bad server, ended it early. Try again.".into(),
        _ => return None,
    };
    let cause = match error {
        FtpError::SessionNotResumed { .. } => Cause::Data,
        FtpError::CutShort { .. } => Cause::Unproved,
        _ => Cause::Trust,
    };
    let problem = Problem::new(cause, "TLS failed")
        .words(display_safe_str(&error.to_string()))
        .advice(advice);
    Some(match error {
        FtpError::Certificate(certificate) => Problem {
            certificate: Some(certificate.clone()),
            ..problem
        },
        _ => problem,
    })
}
