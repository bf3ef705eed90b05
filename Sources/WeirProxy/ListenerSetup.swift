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
    func facts(of channel: any Channel) -> ConnectionFacts {
        let peer = channel.remoteAddress?.ip
        let text = peer?.description ?? "unix"
        return ConnectionFacts(
            listener: index, peer: peer, peerText: text, peerBytes: Array(text.utf8),
            isPeerTrusted: peer.map { address in trustedProxies.contains { $0.contains(address) } } ?? false,
            localPortBytes: Array((channel.localAddress?.port).map(String.init)?.utf8 ?? "".utf8),
            localAuthority: Array((channel.localAddress.map(BindAddress.describe) ?? "").utf8), tls: nil)
    }
}
