/// What servers are told of one client connection: texts that are made once for all its requests.
public final class PeerTexts: Sendable {
    /// Text of the address at the other end of the connection: what `X-Forwarded-For` gains.
    public let peer: [UInt8]
    /// Whether the peer is a trusted proxy: only then is what it says about clients kept.
    public let isTrusted: Bool
    /// Whether the connection is encrypted.
    public let isSecure: Bool
    /// Decimal digits of the listener's port; empty: not known.
    public let listenerPort: [UInt8]
    /// `Host` where the client (HTTP/1.0) sent none.
    public let defaultAuthority: [UInt8]
    /// The field lines that say all this of a peer that is no trusted proxy: the same in each of its requests.
    let lines: [UInt8]
    /// Bytes that a head may take of these texts.
    let estimate: Int

    public init(
        peer: [UInt8], isTrusted: Bool = false, isSecure: Bool = false, listenerPort: [UInt8] = [],
        defaultAuthority: [UInt8] = []
    ) {
        self.peer = peer
        self.isTrusted = isTrusted
        self.isSecure = isSecure
        self.listenerPort = listenerPort
        self.defaultAuthority = defaultAuthority
        var lines = Array("X-Forwarded-For: ".utf8) + peer + Array("\r\nX-Real-IP: ".utf8) + peer
        lines += "\r\nX-Forwarded-Proto: \(isSecure ? "https" : "http")\r\n".utf8
        if !listenerPort.isEmpty { lines += Array("X-Forwarded-Port: ".utf8) + listenerPort + Array("\r\n".utf8) }
        self.lines = lines
        estimate = lines.count + 2 * peer.count + listenerPort.count + defaultAuthority.count
    }
}
