public import NIOCore
public import WeirCore

/// Writes a request's head to a server: HTTP/1.1, every byte of framing our own (RFC 9110 §7.6).
public enum RequestWriter {
    /// Appends the head.
    ///
    /// - Parameter framing: `body` is what will be written after the head, chunks by `ChunkWriter`; `upgrade` lets
    ///   `Upgrade` pass or asks for a WebSocket; `expectsContinue` passes the expectation on.
    public static func write(
        _ head: borrowing RequestHead, framing: RequestFraming, facts: borrowing ForwardingFacts,
        into output: inout ByteBuffer
    ) {
        output.writeHead(estimate: estimate(head, facts)) { write(head, framing, facts, into: &$0) }
    }

    private static func write(
        _ head: borrowing RequestHead, _ framing: RequestFraming, _ facts: borrowing ForwardingFacts,
        into output: inout HeadOutput
    ) {
        let bytes = head.block.bytes.span
        appendRequestLine(head, bytes, into: &output)
        appendHost(head, facts, into: &output)
        let rewritesCookies = CookieRewriter.isNeeded(head.block, hidden: facts.hiddenCookie)
        let nominated = NominatedFields(head.block)
        let rules = RequestFieldRules(
            framing: framing, isPeerTrusted: facts.peer.isTrusted, isOptions: head.method == .options,
            rewritesCookies: rewritesCookies)
        var copier = LineCopier()
        for field in head.block.fields where rules.keeps(field, bytes) {
            if nominated.isEmpty || !nominated.contains(field, in: head.block) {
                copier.copy(field, bytes, into: &output)
            }
        }
        copier.flush(bytes, into: &output)
        if rewritesCookies {
            CookieRewriter.write(head.block, hidden: facts.hiddenCookie, nominated: nominated, into: &output)
        }
        if head.method == .options { MaxForwards.writeDecremented(head.block, into: &output) }
        ForwardingWriter.write(head, facts, into: &output)
        appendConnection(head, framing, facts, into: &output)
        if framing.upgrade == .webSocket { appendWebSocket(facts, into: &output) }
        appendFraming(framing, into: &output)
        output.append("\r\n")
    }

    /// Whether `Max-Forwards` says that this OPTIONS request is for Weir itself (RFC 9110 §7.6.2).
    public static func isForUs(_ head: borrowing RequestHead) -> Bool {
        head.method == .options && MaxForwards.value(in: head.block) == 0
    }

    private static func estimate(_ head: borrowing RequestHead, _ facts: borrowing ForwardingFacts) -> Int {
        head.block.bytes.count + 4 * head.block.fields.count + 3 * head.authority.count + facts.client.count
            + facts.requestID.count + facts.peer.estimate + 512
    }

    /// In origin-form or asterisk-form, path and query as the client sent them.
    private static func appendRequestLine(
        _ head: borrowing RequestHead, _ bytes: Span<UInt8>, into output: inout HeadOutput
    ) {
        output.append(bytes, head.methodText)
        output.append(" ")
        let target = originForm(of: head)
        output.append(bytes, target.path)
        output.append(bytes, target.rest)
        output.append(" HTTP/1.1\r\n")
    }

    /// Where the target is that a server is asked for, as the client sent it: the path, and what follows it elsewhere.
    @inline(__always)
    static func originForm(of head: borrowing RequestHead) -> (path: ByteRange, rest: ByteRange) {
        if head.path.upper <= head.target.upper {
            return (ByteRange(Int(head.path.lower), Int(head.target.upper)), .empty)
        }
        // An absolute-form target without a path: the path is ours, what stands behind the authority is a query.
        return (head.path, ByteRange(Int(head.authority.upper), Int(head.target.upper)))
    }

    private static func appendHost(
        _ head: borrowing RequestHead, _ facts: borrowing ForwardingFacts, into output: inout HeadOutput
    ) {
        output.append("Host: ")
        if head.authority.isEmpty {
            output.append(facts.peer.defaultAuthority)
        } else {
            output.append(head.block.bytes.span, head.authority)
        }
        output.append("\r\n")
    }

    private static func appendConnection(
        _ head: borrowing RequestHead, _ framing: RequestFraming, _ facts: borrowing ForwardingFacts,
        into output: inout HeadOutput
    ) {
        let takesTrailers = head.version != .http1_0 && acceptsTrailers(head.block)
        if takesTrailers { output.append("TE: trailers\r\n") }
        if framing.upgrade != .none {
            output.append(takesTrailers ? "Connection: upgrade, TE\r\n" : "Connection: upgrade\r\n")
        } else if facts.closesConnection {
            output.append(takesTrailers ? "Connection: close, TE\r\n" : "Connection: close\r\n")
        } else if takesTrailers {
            output.append("Connection: TE\r\n")
        }
    }

    /// What an extended CONNECT does without (RFC 8441 §5).
    private static func appendWebSocket(_ facts: borrowing ForwardingFacts, into output: inout HeadOutput) {
        output.append("Upgrade: websocket\r\nSec-WebSocket-Key: ")
        output.append(facts.webSocketKey)
        output.append("\r\n")
    }

    /// Whether the client takes trailers; other members of `TE` are about its own connection (RFC 9110 §10.1.4).
    private static func acceptsTrailers(_ block: FieldBlock) -> Bool {
        let bytes = block.bytes.span
        var index = block.first(.te)
        while let found = index {
            var list = FieldList(block.fields[found].value)
            while let member = list.next(bytes) {
                if Bytes.equalIgnoringCase(bytes, member, "trailers") { return true }
            }
            index = block.first(.te, from: found + 1)
        }
        return false
    }

    private static func appendFraming(_ framing: RequestFraming, into output: inout HeadOutput) {
        if framing.expectsContinue { output.append("Expect: 100-continue\r\n") }
        switch framing.body {
        case .none, .untilClose: break
        case .chunked: output.append("Transfer-Encoding: chunked\r\n")
        case .length(let length):
            output.append("Content-Length: ")
            output.append(decimal: length)
            output.append("\r\n")
        }
    }
}
