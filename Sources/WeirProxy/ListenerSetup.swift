import NIOCore
import WeirModel
import WeirTLS

/// A listener as one event loop serves it.
struct ListenerSetup {
    /// Index into `Configuration.listeners`; nil for internal listeners.
    var index: Int?
    var role: ListenerRole
    var trustedProxies: [Network]
    /// Nil: clear text. Each event loop has a context of its own.
    var tls: TLSContext?

    /// What is known of a connection before its first byte.
    func facts(of stream: any ByteStream) -> ConnectionFacts {
        let peer = stream.remoteAddress?.ip
        return ConnectionFacts(
            listener: index, peer: peer, peerText: Array((peer?.description ?? "unix").utf8),
            isPeerTrusted: peer.map { address in trustedProxies.contains { $0.contains(address) } } ?? false,
            localPort: Array((stream.localAddress?.port).map(String.init)?.utf8 ?? "".utf8),
            localAuthority: Array((stream.localAddress.map(BindAddress.describe) ?? "").utf8), tls: nil)
    }
}
