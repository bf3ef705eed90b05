import WeirCore
import WeirHTTP
import WeirModel

/// What is the same for all exchanges of one client connection. Lives on the connection's event loop.
final class ConnectionFacts {
    /// Index into `Configuration.listeners`; nil for internal listeners.
    let listener: Int?
    /// The address of the peer; nil over a unix socket.
    let peer: IPAddress?
    /// As the servers are told of it: texts made once.
    let forwarding: PeerTexts
    /// Nil: clear text, or before the handshake is completed.
    var tls: TLSRecord?
    /// The affinity cookie that this client was last known by.
    var cookieMemory = CookieMemory()

    init(listener: Int?, peer: IPAddress?, forwarding: PeerTexts) {
        self.listener = listener
        self.peer = peer
        self.forwarding = forwarding
    }
}
