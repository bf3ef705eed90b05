import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// What is the same for all exchanges of one client connection. Lives on the connection's event loop.
final class ConnectionFacts {
    /// Index into `Configuration.listeners`; nil for internal listeners.
    let listener: Int?
    /// The address of the peer, or of whom a PROXY header says that it stands for; nil over a unix socket.
    private(set) var peer: IPAddress?
    /// As the servers are told of it: texts made once.
    private(set) var forwarding: PeerTexts
    /// Nil: clear text, or before the handshake is completed.
    var tls: TLSRecord?
    /// The affinity cookie that this client was last known by.
    var cookieMemory = CookieMemory()
    /// The connection is gone.
    var isClosed = false
    /// The ends of the stream itself.
    private let ends: (remote: SocketAddress?, local: SocketAddress?)
    /// What a PROXY header said in their place.
    private var carried: ProxyHeader?

    /// - Parameter ends: of the stream; nil where there are none with a port.
    init(
        listener: Int?, peer: IPAddress?, forwarding: PeerTexts, ends: (remote: SocketAddress?, local: SocketAddress?)
    ) {
        self.listener = listener
        self.peer = peer
        self.forwarding = forwarding
        self.ends = ends
    }

    /// Whom a connection to a server is for.
    var proxyHeader: ProxyHeader {
        if let carried { return carried }
        guard let source = ProxyEndpoint(ends.remote), let destination = ProxyEndpoint(ends.local) else { return .unix }
        return .ip(source: source, destination: destination)
    }

    /// A trusted peer has said whom the connection is for. Whoever that is takes the peer's place in everything, and
    /// its fields are believed only if it is trusted itself: a proxy that speaks of connections passes on what its
    /// clients send, and does not stand for it.
    func carry(_ header: ProxyHeader, trusted: [Network]) {
        switch header {
        case .local:
            break
        case .unknown:
            carried = header
            forwarding = texts(of: forwarding.peer, isTrusted: false, port: forwarding.listenerPort)
        case .unix:
            carried = header
            peer = nil
            forwarding = texts(of: Array("unix".utf8), isTrusted: false, port: forwarding.listenerPort)
        case .ip(let source, let destination):
            carried = header
            peer = source.address
            forwarding = texts(
                of: Array(source.address.description.utf8),
                isTrusted: trusted.contains { $0.contains(source.address) },
                port: Array(String(destination.port).utf8))
        }
    }

    private func texts(of peer: [UInt8], isTrusted: Bool, port: [UInt8]) -> PeerTexts {
        PeerTexts(
            peer: peer, isTrusted: isTrusted, isSecure: forwarding.isSecure, listenerPort: port,
            defaultAuthority: forwarding.defaultAuthority)
    }
}

extension ProxyEndpoint {
    /// Nil for what is no IP address.
    init?(_ address: SocketAddress?) {
        guard let ip = address?.ip, let port = address?.port else { return nil }
        self.init(address: ip, port: UInt16(clamping: port))
    }
}
