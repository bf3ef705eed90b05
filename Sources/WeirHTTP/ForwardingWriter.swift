import NIOCore
import WeirCore

/// Writes what a server is told about the client and the way its request took. What an untrusted peer said of that has
/// been dropped.
enum ForwardingWriter {
    static func write(_ head: RequestHead, _ facts: ForwardingFacts, into output: inout HeadOutput) {
        appendForwardedFor(head.block, facts, into: &output)
        append("X-Real-IP: ", facts.client, into: &output)
        if !isKept(.xForwardedProto, head.block, facts) {
            output.append(facts.isSecure ? "X-Forwarded-Proto: https\r\n" : "X-Forwarded-Proto: http\r\n")
        }
        if !head.authority.isEmpty, !isKept(.xForwardedHost, head.block, facts) {
            output.append("X-Forwarded-Host: ")
            output.append(head.block.bytes.span, head.authority)
            output.append("\r\n")
        }
        if !isKept(.xForwardedPort, head.block, facts) {
            append("X-Forwarded-Port: ", facts.listenerPort, into: &output)
        }
        append("X-Request-Id: ", facts.requestID, into: &output)
        if facts.writesForwarded { appendForwarded(head, facts, into: &output) }
        appendVia(head.version, into: &output)
        output.append("X-Load-Balancer: weir\r\n")
    }

    private static func append(_ name: StaticString, _ value: [UInt8], into output: inout HeadOutput) {
        guard !value.isEmpty else { return }
        output.append(name)
        output.append(value)
        output.append("\r\n")
    }

    /// Whether a trusted peer's word has passed.
    private static func isKept(_ field: KnownField, _ block: FieldBlock, _ facts: ForwardingFacts) -> Bool {
        facts.isPeerTrusted && block.first(field) != nil
    }

    /// One line, however many a trusted peer sent: many servers read just one.
    private static func appendForwardedFor(
        _ block: FieldBlock, _ facts: ForwardingFacts, into output: inout HeadOutput
    ) {
        output.append("X-Forwarded-For: ")
        var index = facts.isPeerTrusted ? block.first(.xForwardedFor) : nil
        while let found = index {
            let value = block.fields[found].value
            if !value.isEmpty {
                output.append(block.bytes.span, value)
                output.append(", ")
            }
            index = block.first(.xForwardedFor, from: found + 1)
        }
        output.append(facts.peer)
        output.append("\r\n")
    }

    /// RFC 7239 §4; an IPv6 address stands in brackets and quotes (§6). An authority holds no quote or backslash.
    private static func appendForwarded(_ head: RequestHead, _ facts: ForwardingFacts, into output: inout HeadOutput) {
        let isIPv6 = facts.peer.contains(UInt8(ascii: ":"))
        output.append(isIPv6 ? "Forwarded: for=\"[" : "Forwarded: for=")
        output.append(facts.peer)
        if isIPv6 { output.append("]\"") }
        if !head.authority.isEmpty {
            output.append(";host=\"")
            output.append(head.block.bytes.span, head.authority)
            output.append("\"")
        }
        output.append(facts.isSecure ? ";proto=https\r\n" : ";proto=http\r\n")
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
