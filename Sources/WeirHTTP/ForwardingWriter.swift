import NIOCore
import WeirCore

/// Writes what a server is told about the client and the way its request took. What an untrusted peer said of that has
/// been dropped.
enum ForwardingWriter {
    static func write(
        _ head: borrowing RequestHead, _ facts: borrowing ForwardingFacts, into output: inout HeadOutput
    ) {
        if facts.peer.isTrusted {
            writeTrusted(head, facts, into: &output)
        } else {
            output.append(facts.peer.lines)
            appendForwardedHost(head, into: &output)
        }
        append("X-Request-Id: ", facts.requestID, into: &output)
        if facts.writesForwarded { appendForwarded(head, facts.peer, into: &output) }
        appendVia(head.version, into: &output)
        output.append("X-Load-Balancer: weir\r\n")
    }

    /// What a trusted peer said stays, and what it left unsaid is added.
    private static func writeTrusted(
        _ head: borrowing RequestHead, _ facts: borrowing ForwardingFacts, into output: inout HeadOutput
    ) {
        let block = head.block
        appendForwardedFor(block, facts.peer.peer, into: &output)
        append("X-Real-IP: ", facts.client, into: &output)
        if block.first(.xForwardedProto) == nil {
            output.append(facts.peer.isSecure ? "X-Forwarded-Proto: https\r\n" : "X-Forwarded-Proto: http\r\n")
        }
        if block.first(.xForwardedHost) == nil { appendForwardedHost(head, into: &output) }
        if block.first(.xForwardedPort) == nil {
            append("X-Forwarded-Port: ", facts.peer.listenerPort, into: &output)
        }
    }

    private static func appendForwardedHost(_ head: borrowing RequestHead, into output: inout HeadOutput) {
        guard !head.authority.isEmpty else { return }
        output.append("X-Forwarded-Host: ")
        output.append(head.block.bytes.span, head.authority)
        output.append("\r\n")
    }

    private static func append(_ name: StaticString, _ value: [UInt8], into output: inout HeadOutput) {
        guard !value.isEmpty else { return }
        output.append(name)
        output.append(value)
        output.append("\r\n")
    }

    /// One line, however many a trusted peer sent: many servers read just one.
    private static func appendForwardedFor(_ block: FieldBlock, _ peer: [UInt8], into output: inout HeadOutput) {
        output.append("X-Forwarded-For: ")
        var index = block.first(.xForwardedFor)
        while let found = index {
            let value = block.fields[found].value
            if !value.isEmpty {
                output.append(block.bytes.span, value)
                output.append(", ")
            }
            index = block.first(.xForwardedFor, from: found + 1)
        }
        output.append(peer)
        output.append("\r\n")
    }

    /// RFC 7239 §4; an IPv6 address stands in brackets and quotes (§6). An authority holds no quote or backslash.
    private static func appendForwarded(
        _ head: borrowing RequestHead, _ peer: PeerTexts, into output: inout HeadOutput
    ) {
        let isIPv6 = peer.peer.contains(UInt8(ascii: ":"))
        output.append(isIPv6 ? "Forwarded: for=\"[" : "Forwarded: for=")
        output.append(peer.peer)
        if isIPv6 { output.append("]\"") }
        if !head.authority.isEmpty {
            output.append(";host=\"")
            output.append(head.block.bytes.span, head.authority)
            output.append("\"")
        }
        output.append(peer.isSecure ? ";proto=https\r\n" : ";proto=http\r\n")
    }

    /// The version is the one the message was received in (RFC 9110 §7.6.3).
    private static func appendVia(_ version: HTTPVersion, into output: inout HeadOutput) {
        switch version {
        case .http1_0: output.append("Via: 1.0 weir\r\n")
        case .http1_1: output.append("Via: 1.1 weir\r\n")
        case .http2: output.append("Via: 2.0 weir\r\n")
        }
    }
}
