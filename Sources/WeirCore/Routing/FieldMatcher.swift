import WeirModel

/// One condition on a header field, query parameter or cookie, compiled to bytes.
struct FieldMatcher: Sendable {
    private enum Test: Sendable {
        case exact([UInt8])
        case prefix([UInt8])
        case suffix([UInt8])
        case contains([UInt8])
        case regex(PatternMatcher)
        case present
        case absent
    }

    private let name: [UInt8]
    private let test: Test

    init(_ condition: FieldCondition) {
        name = Array(condition.name.utf8)
        test =
            switch condition.test {
            case .exact(let text): .exact(Array(text.utf8))
            case .prefix(let text): .prefix(Array(text.utf8))
            case .suffix(let text): .suffix(Array(text.utf8))
            case .contains(let text): .contains(Array(text.utf8))
            case .regex(let pattern): .regex(PatternMatcher(pattern))
            case .present: .present
            case .absent: .absent
            }
    }

    /// On fields by that name, whatever its case.
    func holdsForHeader(_ block: borrowing FieldBlock) -> Bool {
        let bytes = block.bytes.span
        var found = false
        for field in block.fields where bytes.extracting(field.name.range).equals(ignoringCase: name) {
            found = true
            if accepts(bytes.extracting(field.value.range)) { return true }
        }
        return holdsIfNone(found)
    }

    /// On query parameters, names and values decoded.
    func holdsForQuery(_ query: ByteRange, _ bytes: Span<UInt8>) -> Bool {
        var scanner = QueryScanner(query)
        var found = false
        while let parameter = scanner.next(bytes) {
            guard FormDecoding.equals(bytes.extracting(parameter.name.range), name) else { continue }
            found = true
            if acceptsDecoded(bytes.extracting(parameter.value.range)) { return true }
        }
        return holdsIfNone(found)
    }

    /// On cookies by exactly that name.
    func holdsForCookie(_ block: borrowing FieldBlock) -> Bool {
        let bytes = block.bytes.span
        var scanner = CookieScanner()
        var found = false
        while let cookie = scanner.next(in: block) {
            guard bytes.extracting(cookie.name.range).equals(name) else { continue }
            found = true
            if accepts(bytes.extracting(cookie.value.range)) { return true }
        }
        return holdsIfNone(found)
    }

    private func holdsIfNone(_ found: Bool) -> Bool {
        if case .absent = test { return !found }
        return false
    }

    /// On the value decoded: on the stack, unless it is long.
    private func acceptsDecoded(_ value: Span<UInt8>) -> Bool {
        guard FormDecoding.isNeeded(value) else { return accepts(value) }
        guard value.count > 512 else {
            var decoded = InlineArray<512, UInt8>(repeating: 0)
            var room = decoded.mutableSpan
            let count = FormDecoding.decode(value, into: &room)
            return accepts(decoded.span.extracting(0..<count))
        }
        var decoded = [UInt8](repeating: 0, count: value.count)
        var room = decoded.mutableSpan
        let count = FormDecoding.decode(value, into: &room)
        return accepts(decoded.span.extracting(0..<count))
    }

    private func accepts(_ value: Span<UInt8>) -> Bool {
        switch test {
        case .exact(let text): value.equals(text)
        case .prefix(let text): value.starts(with: text)
        case .suffix(let text): value.ends(with: text)
        case .contains(let text): value.contains(text)
        case .regex(let pattern): pattern.matches(value)
        case .present: true
        case .absent: false
        }
    }
}
