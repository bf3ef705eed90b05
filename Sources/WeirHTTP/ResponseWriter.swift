public import NIOCore
public import WeirCore

/// Writes response heads to a client (HTTP/1.0 and 1.1).
public enum ResponseWriter {
    /// Appends the head of a final response or of a 101.
    ///
    /// - Returns: how the body must be written after it: `chunked` by `ChunkWriter`; `untilClose`: the connection must
    ///   be closed after it, whatever `facts.keepAlive` said; `none` and `length`: as it is.
    public static func write(
        _ head: ResponseHead, framing: ResponseFraming, facts: ResponseFacts, into output: inout ByteBuffer
    ) -> BodyFraming {
        let body = outgoing(framing.body, facts.clientVersion)
        output.writeHead(estimate: estimate(head, facts)) { write(head, framing, facts, body, into: &$0) }
        return body
    }

    private static func write(
        _ head: ResponseHead, _ framing: ResponseFraming, _ facts: ResponseFacts, _ body: BodyFraming,
        into output: inout HeadOutput
    ) {
        let isUpgrade = head.status == 101 || head.status == 426
        appendStatusLine(head, into: &output)
        let rules = ResponseFieldRules(
            isChunked: body == .chunked, passesUpgrade: isUpgrade, hiddenCookie: facts.hiddenCookie)
        copyFields(of: head.block, by: rules, into: &output)
        appendAdditions(head.block, facts, into: &output)
        let keepAlive = facts.keepAlive && body != .untilClose
        let hasUpgrade = isUpgrade && head.block.first(.upgrade) != nil
        appendConnection(head.status, hasUpgrade, keepAlive, facts.clientVersion, into: &output)
        appendFraming(body, framing.announcedLength, into: &output)
        output.append("\r\n")
    }

    /// Appends an interim response (1xx but 101) that a server sent. Writes nothing to an HTTP/1.0 client
    /// (RFC 9110 §15.2).
    public static func writeInterim(_ head: ResponseHead, clientVersion: HTTPVersion, into output: inout ByteBuffer) {
        guard clientVersion != .http1_0 else { return }
        let rules = ResponseFieldRules(isChunked: false, passesUpgrade: false, hiddenCookie: [])
        output.writeHead(estimate: head.block.bytes.count + 256) { output in
            appendStatusLine(head, into: &output)
            copyFields(of: head.block, by: rules, into: &output)
            output.append("\r\n")
        }
    }

    /// Appends `100 Continue` on Weir's own behalf.
    public static func writeContinue(into output: inout ByteBuffer) {
        output.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
    }

    // MARK: Parts

    /// An HTTP/1.0 client knows no chunks: the body ends where the connection does.
    private static func outgoing(_ body: BodyFraming, _ version: HTTPVersion) -> BodyFraming {
        switch body {
        case .none, .length: body
        case .chunked, .untilClose: version == .http1_0 ? .untilClose : .chunked
        }
    }

    private static func estimate(_ head: ResponseHead, _ facts: ResponseFacts) -> Int {
        head.block.bytes.count + 4 * head.block.fields.count + facts.setCookie.count + facts.date.count + 256
    }

    private static func appendStatusLine(_ head: ResponseHead, into output: inout HeadOutput) {
        output.append("HTTP/1.1 ")
        output.append(decimal: Int64(head.status))
        output.append(" ")
        if head.version == .http2 {
            output.append(StatusReason.phrase(head.status))
        } else {
            output.append(head.block.bytes.span, head.reason)
        }
        output.append("\r\n")
    }

    private static func copyFields(
        of block: FieldBlock, by rules: ResponseFieldRules, into output: inout HeadOutput
    ) {
        let bytes = block.bytes.span
        let nominated = NominatedFields(block)
        var copier = LineCopier()
        for field in block.fields where rules.keeps(field, bytes) {
            if nominated.isEmpty || !nominated.contains(field, in: block) {
                copier.copy(field, bytes, into: &output)
            }
        }
        copier.flush(bytes, into: &output)
    }

    private static func appendAdditions(_ block: FieldBlock, _ facts: ResponseFacts, into output: inout HeadOutput) {
        if facts.makesPrivate, !CacheControl.excludesSharedCaches(block) {
            output.append("Cache-Control: private\r\n")
        }
        appendOwn(facts, needsDate: block.first(.date) == nil, into: &output)
    }

    /// `Set-Cookie` and `Date` of Weir's own.
    static func appendOwn(_ facts: ResponseFacts, needsDate: Bool, into output: inout HeadOutput) {
        if !facts.setCookie.isEmpty {
            output.append("Set-Cookie: ")
            output.append(facts.setCookie)
            output.append("\r\n")
        }
        if needsDate, !facts.date.isEmpty {
            output.append("Date: ")
            output.append(facts.date)
            output.append("\r\n")
        }
    }

    /// RFC 9112 §9.3, §9.6; with `Upgrade` goes its connection option (RFC 9110 §7.8).
    static func appendConnection(
        _ status: Int, _ hasUpgrade: Bool, _ keepAlive: Bool, _ version: HTTPVersion, into output: inout HeadOutput
    ) {
        if hasUpgrade {
            output.append(keepAlive || status == 101 ? "Connection: upgrade\r\n" : "Connection: upgrade, close\r\n")
        } else if !keepAlive {
            output.append("Connection: close\r\n")
        } else if version == .http1_0 {
            output.append("Connection: keep-alive\r\n")
        }
    }

    static func appendFraming(_ body: BodyFraming, _ announced: Int64?, into output: inout HeadOutput) {
        switch body {
        case .untilClose: break
        case .chunked: output.append("Transfer-Encoding: chunked\r\n")
        case .none: if let announced { appendLength(announced, into: &output) }
        case .length(let length): appendLength(length, into: &output)
        }
    }

    private static func appendLength(_ length: Int64, into output: inout HeadOutput) {
        output.append("Content-Length: ")
        output.append(decimal: length)
        output.append("\r\n")
    }
}
