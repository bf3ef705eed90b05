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
        lines = Self.lines(peer: peer, isSecure: isSecure, listenerPort: listenerPort)
        estimate = lines.count + 2 * peer.count + listenerPort.count + defaultAuthority.count
    }

    // Once a connection: parts are appended, not joined.
    private static func lines(peer: [UInt8], isSecure: Bool, listenerPort: [UInt8]) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(2 * peer.count + listenerPort.count + 96)
        append("X-Forwarded-For: ", to: &lines)
        lines.append(contentsOf: peer)
        append("\r\nX-Real-IP: ", to: &lines)
        lines.append(contentsOf: peer)
        append(isSecure ? "\r\nX-Forwarded-Proto: https\r\n" : "\r\nX-Forwarded-Proto: http\r\n", to: &lines)
        guard !listenerPort.isEmpty else { return lines }
        append("X-Forwarded-Port: ", to: &lines)
        lines.append(contentsOf: listenerPort)
        append("\r\n", to: &lines)
        return lines
    }

    private static func append(_ text: StaticString, to lines: inout [UInt8]) {
        text.withUTF8Buffer { unsafe lines.append(contentsOf: $0) }
    }
}
