import CNGHTTP2
public import NIOCore
public import WeirCore

/// Writes a request's head to a server that speaks HTTP/2 (RFC 9113 §8.3.1).
///
/// What passes is decided in one place: the head is written as for HTTP/1.1 first, and its lines are taken over.
public enum HTTP2RequestWriter {
    /// Appends the fields.
    ///
    /// - Parameters:
    ///   - isSecure: the server's connection is over TLS.
    ///   - scratch: overwritten.
    public static func write(
        _ head: borrowing RequestHead, framing: RequestFraming, facts: borrowing ForwardingFacts, isSecure: Bool,
        scratch: inout ByteBuffer, into list: HTTP2FieldList
    ) {
        var framing = framing
        framing.upgrade = .none
        scratch.clear()
        RequestWriter.write(head, framing: framing, facts: facts, into: &scratch)
        appendPseudo(head, facts, isSecure, into: list)
        unsafe scratch.withUnsafeReadableBytes { bytes in
            unsafe appendLines(bytes.bindMemory(to: UInt8.self), into: list)
        }
    }

    /// Appends the fields of a probe's request.
    public static func write(path: String, host: String, isSecure: Bool, into list: HTTP2FieldList) {
        list.append(":method", "GET")
        list.append(":scheme", isSecure ? "https" : "http")
        list.append(":authority", Array(host.utf8))
        list.append(":path", Array(path.utf8))
        list.append("user-agent", "weir-health")
        list.append("accept", "*/*")
    }

    private static func appendPseudo(
        _ head: borrowing RequestHead, _ facts: borrowing ForwardingFacts, _ isSecure: Bool, into list: HTTP2FieldList
    ) {
        list.append(":method", head.block.bytes[head.methodText.range])
        list.append(":scheme", isSecure ? "https" : "http")
        if head.authority.isEmpty {
            list.append(":authority", facts.peer.defaultAuthority[...])
        } else {
            list.append(":authority", head.block.bytes[head.authority.range])
        }
        let path = RequestWriter.originForm(of: head)
        list.append(":path", head.block.bytes[path.path.range], head.block.bytes[path.rest.range])
    }

    /// The lines between the first and the empty one, without what HTTP/2 says otherwise or not at all.
    private static func appendLines(_ bytes: UnsafeBufferPointer<UInt8>, into list: HTTP2FieldList) {
        var start = unsafe lineEnd(bytes, from: 0) + 2
        while start < bytes.count {
            let end = unsafe lineEnd(bytes, from: start)
            guard end > start, end <= bytes.count else { return }
            var colon = start
            while colon < end, unsafe bytes[colon] != UInt8(ascii: ":") { colon += 1 }
            if unsafe passes(bytes, start, colon) {
                unsafe list.append(
                    name: UnsafeBufferPointer(rebasing: bytes[start..<colon]),
                    value: UnsafeBufferPointer(rebasing: bytes[min(colon + 2, end)..<end]))
            }
            start = end + 2
        }
    }

    private static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count, unsafe bytes[index] != 0x0d { index += 1 }
        return index
    }

    private static func passes(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        switch unsafe KnownField(name: bytes.span, start, end) {
        case .host, .connection, .transferEncoding, .upgrade, .keepAlive, .proxyConnection, .http2Settings: false
        case .other, .accept, .authorization, .cacheControl, .contentLength, .contentType, .cookie, .date, .expect,
            .expires, .forwarded, .location, .maxForwards, .proxyAuthenticate, .proxyAuthorization, .server,
            .setCookie, .te, .trailer, .userAgent, .via, .xForwardedFor, .xForwardedHost, .xForwardedPort,
            .xForwardedProto, .xLoadBalancer, .xRealIP, .xRequestID:
            true
        }
    }
}
