import WeirCore

/// `Cache-Control` of responses (RFC 9111 §5.2.2).
enum CacheControl {
    /// Whether no shared cache may store the response: `no-store`, or `private` for all of it.
    static func excludesSharedCaches(_ block: FieldBlock) -> Bool {
        let bytes = block.bytes.span
        var index = block.first(.cacheControl)
        while let found = index {
            var list = FieldList(block.fields[found].value)
            while let directive = list.next(bytes) {
                if Bytes.equalIgnoringCase(bytes, directive, "no-store")
                    || Bytes.equalIgnoringCase(bytes, directive, "private")
                {
                    return true
                }
            }
            index = block.first(.cacheControl, from: found + 1)
        }
        return false
    }
}
