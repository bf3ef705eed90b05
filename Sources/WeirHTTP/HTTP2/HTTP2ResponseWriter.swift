public import WeirCore

/// Writes response heads to an HTTP/2 client (RFC 9113 §8.3.2).
public enum HTTP2ResponseWriter {
    /// Appends the fields of a final response.
    public static func write(
        _ head: borrowing ResponseHead, framing: ResponseFraming, facts: borrowing ResponseFacts,
        into list: HTTP2FieldList
    ) {
        list.append(":status", decimal: Int64(head.status))
        let rules = ResponseFieldRules(
            isChunked: framing.body == .chunked, passesUpgrade: false, hiddenCookie: facts.hiddenCookie)
        copyFields(of: head.block, by: rules, into: list)
        if facts.makesPrivate, !CacheControl.excludesSharedCaches(head.block) {
            list.append("cache-control", "private")
        }
        appendOwn(facts, needsDate: head.block.first(.date) == nil, into: list)
        switch framing.body {
        case .length(let length): list.append("content-length", decimal: length)
        case .none: if let length = framing.announcedLength { list.append("content-length", decimal: length) }
        case .chunked, .untilClose: break
        }
    }

    /// Appends the fields that say that a stream is a tunnel from here on, for a server's 101 (RFC 8441 §5).
    public static func writeTunnel(
        _ head: borrowing ResponseHead, facts: borrowing ResponseFacts, into list: HTTP2FieldList
    ) {
        list.append(":status", decimal: 200)
        let rules = ResponseFieldRules(
            isChunked: false, passesUpgrade: false, hiddenCookie: facts.hiddenCookie, hidesAccept: true)
        copyFields(of: head.block, by: rules, into: list)
        appendOwn(facts, needsDate: head.block.first(.date) == nil, into: list)
    }

    /// Appends the fields of an interim response (1xx but 101, which HTTP/2 does not have: RFC 9113 §8.6).
    public static func writeInterim(_ head: borrowing ResponseHead, into list: HTTP2FieldList) {
        list.append(":status", decimal: Int64(head.status))
        let rules = ResponseFieldRules(isChunked: false, passesUpgrade: false, hiddenCookie: [])
        copyFields(of: head.block, by: rules, into: list)
    }

    /// Appends the fields of a response of Weir's own.
    /// - Returns: whether its body follows.
    public static func write(
        _ response: LocalResponse, method: Method, facts: borrowing ResponseFacts, into list: HTTP2FieldList
    ) -> Bool {
        let mayHaveBody = response.status >= 200 && response.status != 204 && response.status != 304
        list.append(":status", decimal: Int64(response.status))
        if mayHaveBody, let type = response.contentType { append(LocalField("content-type", type), into: list) }
        for field in response.fields { append(field, into: list) }
        if facts.makesPrivate { list.append("cache-control", "private") }
        appendOwn(facts, needsDate: true, into: list)
        if mayHaveBody { list.append("content-length", decimal: Int64(response.body.count)) }
        return mayHaveBody && method != .head && !response.body.isEmpty
    }

    // MARK: Parts

    private static func copyFields(
        of block: FieldBlock, by rules: ResponseFieldRules, into list: HTTP2FieldList
    ) {
        let nominated = NominatedFields(block)
        for field in block.fields where rules.keeps(field, block.bytes.span) {
            if nominated.isEmpty || !nominated.contains(field, in: block) { list.append(field, of: block) }
        }
    }

    private static func appendOwn(_ facts: borrowing ResponseFacts, needsDate: Bool, into list: HTTP2FieldList) {
        if !facts.setCookie.isEmpty { list.append("set-cookie", facts.setCookie) }
        if needsDate, !facts.date.isEmpty { list.append("date", facts.date) }
    }

    private static func append(_ field: LocalField, into list: HTTP2FieldList) {
        guard !field.name.isEmpty, field.name.utf8.allSatisfy({ ByteSet.token.contains($0) }) else { return }
        list.append(name: field.name.utf8, value: field.value.filter { $0 >= 0x20 && $0 != 0x7f })
    }
}
