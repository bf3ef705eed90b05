import NIOCore
import WeirHTTP
import WeirModel
import WeirTLS

/// A listener as one event loop serves it.
struct ListenerSetup {
    /// Index into `Configuration.listeners`; nil for internal listeners.
    var index: Int?
    var role: ListenerRole
    var trustedProxies: [Network]
    /// Whether clients may begin with HTTP/2's preface without having agreed on it in TLS.
    var acceptsPreface = false
    var proxyHeader = ProxyHeaderAcceptance.off
    /// Nil: clear text. Each event loop has a context of its own.
    var tls: TLSContext?
    private let ownTexts = ListenerTexts()

    /// What is known of a connection before its first byte.
    func facts(of stream: any ByteStream) -> ConnectionFacts {
        let peer = stream.remoteAddress?.ip
        let own = ownTexts.of(stream.localAddress)
        let texts = PeerTexts(
            peer: Array((peer?.description ?? "unix").utf8),
            isTrusted: peer.map { address in trustedProxies.contains { $0.contains(address) } } ?? false,
            isSecure: tls != nil,
            listenerPort: own.port, defaultAuthority: own.authority)
        return ConnectionFacts(
            listener: index, peer: peer, forwarding: texts, ends: (stream.remoteAddress, stream.localAddress))
    }
}
