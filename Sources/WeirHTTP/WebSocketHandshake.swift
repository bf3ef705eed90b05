public import WeirCore

/// The handshake that Weir makes with a server for a client that opened a WebSocket over HTTP/2, where there is none
/// (RFC 8441 §5, RFC 6455 §4).
public struct WebSocketHandshake: Sendable, Equatable {
    /// What a server made of it.
    public enum Verdict: Sendable, Equatable {
        /// From here on bytes.
        case accepted
        /// It gave another answer, which the client is to have.
        case declined
        /// Not an answer to this handshake, or one that the client would take for consent (RFC 9110 §9.3.6: any 2xx).
        case invalid
    }

    /// `Sec-WebSocket-Key`: 16 random bytes in base64.
    public let key: [UInt8]

    /// Draws a key. It need not be hard to guess: it shows that an answer is to this request and no other.
    public init(random: inout RandomSource) {
        var bytes: [UInt8] = []
        for _ in 0..<2 {
            let word = random.next()
            for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * shift))) }
        }
        self.init(key: Base64.encode(bytes))
    }

    init(key: [UInt8]) {
        self.key = key
    }

    /// Judges a final response's head, or that of a 101 (RFC 6455 §4.1).
    public func judge(_ response: borrowing ResponseHead) -> Verdict {
        if response.status == 101 { return isAccepted(response.block) ? .accepted : .invalid }
        return response.status / 100 == 2 ? .invalid : .declined
    }

    /// `Sec-WebSocket-Accept` for the key.
    var accept: [UInt8] {
        Base64.encode(SHA1.digest(of: key + Array("258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)))
    }

    /// The protocol and the accept, each once; the fields' own rules have been kept by the decoder.
    private func isAccepted(_ block: FieldBlock) -> Bool {
        guard let upgrade = block.first(.upgrade), block.first(.upgrade, from: upgrade + 1) == nil,
            block.equals(block.fields[upgrade].value, ignoringCase: "websocket")
        else { return false }
        let bytes = block.bytes.span
        let accepts = block.fields.filter { Self.isAccept($0, bytes) }
        return accepts.count == 1 && Bytes.equal(bytes, accepts[0].value, accept.span)
    }

    /// Whether a field is `Sec-WebSocket-Accept`.
    static func isAccept(_ field: Field, _ bytes: Span<UInt8>) -> Bool {
        field.known == .other && Bytes.equalIgnoringCase(bytes, field.name, "sec-websocket-accept")
    }
}
