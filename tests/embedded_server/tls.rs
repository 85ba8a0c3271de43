//! TLS of the embedded server: RFC 4217, and everything it does wrong on request.

use super::WAYS;
use super::certificates::{Authority, Certificate};
use super::client::{Client, Served, Way, Wire, code, protect, soon};
use rustls::client::Resumption;
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion, version};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use std::io::ErrorKind;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::client::TlsStream;
use twoport::server::{TlsChannel, TlsFault, TlsHandshake, TlsOptions, TlsStart, TlsVersion};

const BOTH: [&SupportedProtocolVersion; 2] = [&version::TLS12, &version::TLS13];

/// A server, the authority that vouches for it, and a client that trusts that one.
struct Tls {
    served: Served,
    authority: Authority,
    config: Arc<ClientConfig>,
}

impl Tls {
    async fn with(adjust: impl FnOnce(&mut TlsOptions)) -> Self {
        Self::signed_by(Authority::new(), adjust).await
    }

    async fn signed_by(authority: Authority, adjust: impl FnOnce(&mut TlsOptions)) -> Self {
        let mut tls = TlsOptions::new(authority.issue().identity());
        adjust(&mut tls);
        let served = Served::with(|options| options.tls = Some(tls)).await;
        let config = client(&authority, &BOTH);
        Self {
            served,
            authority,
            config,
        }
    }

    async fn dial(&self) -> Client {
        Client::dial(self.served.server.address()).await
    }

    /// Logged in over explicit TLS, data protected.
    async fn client(&self) -> Client {
        let mut client = self.dial().await;
        client.expect("AUTH TLS", 234).await;
        let mut client = client.protected(&self.config).await;
        log_in(&mut client).await;
        client
    }

    /// A whole protected download with this client configuration.
    async fn fetch(
        &self,
        client: &mut Client,
        way: Way,
        config: &Arc<ClientConfig>,
    ) -> (Vec<u8>, u16) {
        let stream = client.begin(way, b"RETR a").await;
        let mut stream = protect(stream, config).await.unwrap();
        let mut bytes = Vec::new();
        soon(stream.read_to_end(&mut bytes)).await.unwrap();
        (bytes, code(&client.reply().await))
    }

    fn data_handshakes(&self) -> Vec<TlsHandshake> {
        let handshakes = self.served.server.handshakes().into_iter();
        let data = handshakes.filter(|handshake| handshake.channel == TlsChannel::Data);
        data.collect()
    }
}

async fn log_in(client: &mut Client) {
    client.expect("USER anna", 331).await;
    client.expect("PASS secret", 230).await;
    client.expect("TYPE I", 200).await;
    client.expect("PBSZ 0", 200).await;
    client.expect("PROT P", 200).await;
}

/// Trusts this authority and nobody else; has no session to resume yet.
fn client(
    authority: &Authority,
    versions: &[&'static SupportedProtocolVersion],
) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(der(&authority.pem)).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

fn der(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
}

/// The same trust and nothing to resume.
fn forgetful(config: &ClientConfig) -> Arc<ClientConfig> {
    let mut config = config.clone();
    config.resumption = Resumption::in_memory_sessions(8);
    Arc::new(config)
}

fn shown(stream: &TlsStream<Box<dyn Wire>>) -> Vec<CertificateDer<'static>> {
    let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
    chain.to_vec()
}

#[tokio::test]
async fn bytes_go_both_ways_in_all_four_ways_and_both_versions() {
    for (spoken, wanted) in [
        (&version::TLS12, TlsVersion::V1_2),
        (&version::TLS13, TlsVersion::V1_3),
    ] {
        let mut tls = Tls::with(|tls| tls.reuse_required = true).await;
        tls.config = client(&tls.authority, &[spoken]);
        let bytes = super::sample();
        let mut client = tls.client().await;
        for way in WAYS {
            let stream = client.begin(way, b"STOR a").await;
            let mut stream = protect(stream, &tls.config).await.unwrap();
            stream.write_all(&bytes).await.unwrap();
            stream.shutdown().await.unwrap();
            // Tickets wait to be read; closing on them would be a reset.
            assert_eq!(soon(stream.read_to_end(&mut Vec::new())).await.unwrap(), 0);
            client.expect_reply(226).await;
            assert!(tls.served.read("a") == bytes, "{way:?}");
            let (down, last) = tls.fetch(&mut client, way, &tls.config).await;
            assert_eq!(last, 226, "{way:?}");
            assert!(down == bytes, "{way:?}");
        }
        client.expect("QUIT", 221).await;
        assert_eq!(client.reply().await, "", "closed in order");
        let data = tls.data_handshakes();
        assert_eq!(data.len(), 2 * WAYS.len());
        let fits = |handshake: &TlsHandshake| handshake.resumed && handshake.version == wanted;
        assert!(data.iter().all(fits), "{data:?}");
    }
}

#[tokio::test]
async fn implicit_tls_begins_with_the_first_byte() {
    let tls = Tls::with(|tls| tls.start = TlsStart::Implicit).await;
    tls.served.write("a", b"first");
    let client = Client::dial_silently(tls.served.server.address()).await;
    let mut client = client.protected(&tls.config).await;
    client.expect_reply(220).await;
    client.expect("AUTH TLS", 503).await;
    log_in(&mut client).await;
    let fetched = tls.fetch(&mut client, Way::Epsv, &tls.config).await;
    assert_eq!(fetched, (b"first".to_vec(), 226));
    assert_eq!(tls.served.server.commands_in_clear(), [""; 0]);
}

#[tokio::test]
async fn where_tls_is_required_nothing_goes_in_clear() {
    let tls = Tls::with(|tls| tls.required = true).await;
    tls.served.write("a", b"x");
    let mut plain = tls.dial().await;
    plain.expect("USER anna", 530).await;
    plain.expect("PASS secret", 503).await;
    plain.expect("PBSZ 0", 503).await;
    plain.expect("PROT P", 503).await;
    let features = plain.expect("FEAT", 211).await;
    assert!(features.contains("\r\n AUTH TLS\r\n"), "{features}");
    plain.expect("AUTH KERBEROS_V4", 504).await;
    plain.expect("AUTH TLS", 234).await;
    let mut client = plain.protected(&tls.config).await;
    client.expect("USER anna", 331).await;
    client.expect("PASS secret", 230).await;
    client.expect("PROT P", 503).await;
    client.expect("EPSV", 229).await;
    client.expect("RETR a", 521).await;
    client.expect("PBSZ 0", 200).await;
    client.expect("PROT S", 536).await;
    client.expect("PROT C", 534).await;
    client.expect("PROT P", 200).await;
    let fetched = tls.fetch(&mut client, Way::Epsv, &tls.config).await;
    assert_eq!(fetched, (b"x".to_vec(), 226));
    let clear = tls.served.server.commands_in_clear();
    assert_eq!(clear.last().map(String::as_str), Some("AUTH TLS"));
}

#[tokio::test]
async fn where_tls_is_offered_the_client_decides() {
    let tls = Tls::with(|_| {}).await;
    tls.served.write("a", b"x");
    let mut plain = tls.served.client().await;
    assert_eq!(
        plain.download(Way::Epsv, b"RETR a").await,
        (b"x".to_vec(), 226)
    );
    let mut client = tls.client().await;
    client.expect("PROT C", 200).await;
    assert_eq!(
        client.download(Way::Epsv, b"RETR a").await,
        (b"x".to_vec(), 226)
    );
    assert_eq!(tls.data_handshakes(), []);
}

#[tokio::test]
async fn a_strict_server_wants_a_session_of_the_same_control_connection() {
    for spoken in BOTH {
        let mut tls = Tls::with(|tls| tls.reuse_required = true).await;
        tls.config = client(&tls.authority, &[spoken]);
        tls.served.write("a", b"x");
        let mut client = tls.client().await;
        let fresh = forgetful(&tls.config);
        assert_eq!(
            tls.fetch(&mut client, Way::Epsv, &fresh).await,
            (Vec::new(), 522)
        );
        // The fresh one has learned a session meanwhile, from this very control connection.
        assert_eq!(tls.fetch(&mut client, Way::Epsv, &fresh).await.1, 226);
        // It knows sessions of the first control connection, which are no good for the second.
        tls.config = forgetful(&tls.config);
        let mut other = tls.client().await;
        assert_eq!(
            tls.fetch(&mut other, Way::Epsv, &fresh).await,
            (Vec::new(), 522)
        );
        assert_eq!(tls.fetch(&mut other, Way::Epsv, &tls.config).await.1, 226);
        let resumed: Vec<bool> = tls
            .data_handshakes()
            .iter()
            .map(|data| data.resumed)
            .collect();
        assert_eq!(resumed, [false, true, false, true]);
    }
}

#[tokio::test]
async fn tickets_run_dry() {
    let tls = Tls::with(|tls| (tls.reuse_required, tls.tickets) = (true, 0)).await;
    tls.served.write("a", b"x");
    let mut client = tls.client().await;
    assert_eq!(tls.fetch(&mut client, Way::Epsv, &tls.config).await.1, 522);
}

#[tokio::test]
async fn versions_are_limited() {
    for (oldest, newest, refused) in [
        (TlsVersion::V1_2, TlsVersion::V1_2, &version::TLS13),
        (TlsVersion::V1_3, TlsVersion::V1_3, &version::TLS12),
    ] {
        let tls = Tls::with(|tls| (tls.oldest, tls.newest) = (oldest, newest)).await;
        tls.client().await;
        let agreed: Vec<_> = tls.served.server.handshakes();
        assert_eq!(
            agreed.iter().map(|one| one.version).collect::<Vec<_>>(),
            [oldest]
        );
        let mut client_without = tls.dial().await;
        client_without.expect("AUTH TLS", 234).await;
        let config = client(&tls.authority, &[refused]);
        let stream = client_without.control.into_inner();
        assert!(protect(stream, &config).await.is_err());
    }
}

#[tokio::test]
async fn what_waits_behind_auth_in_clear_ends_the_session() {
    let tls = Tls::with(|_| {}).await;
    let mut client = tls.dial().await;
    client.send(b"AUTH TLS\r\nUSER anna").await;
    assert_eq!(client.reply().await, "");
}

#[tokio::test]
async fn a_line_in_clear_can_follow_234() {
    let line = "230 Come in".to_owned();
    let tls = Tls::with(|tls| tls.faults = vec![TlsFault::ClearAfterAuth(line)]).await;
    let mut client = tls.dial().await;
    client.expect("AUTH TLS", 234).await;
    client.expect_reply(230).await;
}

#[tokio::test]
async fn another_certificate_can_be_shown_on_data_connections() {
    let other = Certificate::self_signed();
    let mut tls = Tls::with(|tls| tls.data_identity = Some(other.identity())).await;
    tls.served.write("a", b"x");
    let mut client = tls.client().await;
    let stream = client.begin(Way::Epsv, b"RETR a").await;
    let refused = protect(stream, &tls.config).await.err().unwrap();
    assert!(refused.to_string().contains("UnknownIssuer"), "{refused}");
    client.expect_reply(425).await;
    // One that the client would trust is shown in full too: no session is resumed.
    let other = tls.authority.issue();
    let known = other.identity();
    let options = |options: &mut TlsOptions| options.data_identity = Some(known);
    tls = Tls::signed_by(tls.authority, options).await;
    tls.served.write("a", b"x");
    let mut client = tls.client().await;
    let stream = client.begin(Way::Epsv, b"RETR a").await;
    let mut stream = protect(stream, &tls.config).await.unwrap();
    assert_eq!(shown(&stream), [der(&other.pem)]);
    soon(stream.read_to_end(&mut Vec::new())).await.unwrap();
    client.expect_reply(226).await;
    assert!(!tls.data_handshakes()[0].resumed);
}

#[tokio::test]
async fn data_can_end_without_a_word() {
    let tls = Tls::with(|tls| tls.faults = vec![TlsFault::NoCloseNotify("RETR".into())]).await;
    tls.served.write("a", &super::sample());
    let mut client = tls.client().await;
    let stream = client.begin(Way::Epsv, b"RETR a").await;
    let mut stream = protect(stream, &tls.config).await.unwrap();
    let mut bytes = Vec::new();
    let error = soon(stream.read_to_end(&mut bytes)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    assert!(bytes == super::sample(), "all the same everything is there");
    client.expect_reply(226).await;
}

#[tokio::test]
async fn an_upload_that_ends_without_a_word_is_not_whole() {
    let tls = Tls::with(|_| {}).await;
    let mut client = tls.client().await;
    let stream = client.begin(Way::Epsv, b"STOR a").await;
    let mut stream = protect(stream, &tls.config).await.unwrap();
    stream.write_all(b"half a file").await.unwrap();
    stream.flush().await.unwrap();
    stream.get_mut().0.shutdown().await.unwrap();
    client.expect_reply(426).await;
    client.expect("NOOP", 200).await;
}

#[tokio::test]
async fn handshakes_can_be_left_without_an_answer() {
    let tls = Tls::with(|tls| tls.faults = vec![TlsFault::SilentDataHandshake]).await;
    tls.served.write("a", b"x");
    let mut client = tls.client().await;
    let mut stream = client.begin(Way::Epsv, b"RETR a").await;
    stream.write_all(b"anything").await.unwrap();
    client.send(b"NOOP").await;
    stream.shutdown().await.unwrap();
    assert_eq!(
        soon(stream.read_to_end(&mut Vec::new())).await.unwrap(),
        0,
        "nothing came"
    );
    client.expect_reply(425).await;
    client.expect_reply(200).await;

    let tls = Tls::with(|tls| tls.faults = vec![TlsFault::SilentControlHandshake]).await;
    let mut client = tls.dial().await;
    client.expect("AUTH TLS", 234).await;
    client.send(b"anything").await;
    client.control.shutdown().await.unwrap();
    assert_eq!(client.reply().await, "", "nothing came");
    assert_eq!(tls.served.server.handshakes(), []);
}

#[tokio::test]
async fn without_tls_there_is_none() {
    let served = Served::new().await;
    let mut client = served.client().await;
    client.expect("AUTH TLS", 502).await;
    client.expect("PBSZ 0", 503).await;
    assert!(!client.expect("FEAT", 211).await.contains("AUTH"));
}

#[tokio::test]
async fn a_key_that_does_not_fit_is_told_at_the_start() {
    let authority = Authority::new();
    let (one, two) = (authority.issue(), authority.issue());
    let mixed = twoport::server::TlsIdentity::new(
        vec![der(&one.pem)],
        rustls_pki_types::PrivateKeyDer::from_pem_slice(two.key_pem.as_bytes()).unwrap(),
    );
    let folder = tempfile::tempdir().unwrap();
    let mut options = twoport::server::ServerOptions::new(folder.path());
    options.tls = Some(TlsOptions::new(mixed));
    let error = twoport::server::EmbeddedServer::start(options)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}
