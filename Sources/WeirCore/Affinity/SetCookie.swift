public import WeirModel

/// Writes the value of a `Set-Cookie` field (RFC 6265 §4.1).
public enum SetCookie {
    /// Appends `NAME=VALUE; Path=/; Max-Age=1800; HttpOnly; Secure; SameSite=Lax`, as the settings have it; no
    /// `Max-Age` in plain mode.
    /// `value` must consist of cookie octets: see `AffinityKeyRing.sign` and `PlainCookie.write`.
    public static func write(
        value: ArraySlice<UInt8>, settings: Affinity, overTLS: Bool, into bytes: inout [UInt8]
    ) {
        let attributes = settings.attributes
        bytes.append(contentsOf: settings.cookie.utf8)
        bytes.append(UInt8(ascii: "="))
        bytes.append(contentsOf: value)
        append("; Path=", attributes.path, to: &bytes)
        if let domain = attributes.domain { append("; Domain=", domain, to: &bytes) }
        // A plain cookie says nothing of its age and so is never refreshed: it lasts as long as the browser's session.
        if settings.mode == .signed { append("; Max-Age=", String(settings.idle.wholeSeconds), to: &bytes) }
        if attributes.httpOnly { append("; HttpOnly", to: &bytes) }
        if attributes.secure.applies(overTLS: overTLS) { append("; Secure", to: &bytes) }
        switch attributes.sameSite {
        case .lax: append("; SameSite=Lax", to: &bytes)
        case .strict: append("; SameSite=Strict", to: &bytes)
        case .none: append("; SameSite=None", to: &bytes)
        case .omit: break
        }
    }

    private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Bytes that would end the attribute or the field are left out.
    private static func append(_ text: StaticString, _ value: String, to bytes: inout [UInt8]) {
        append(text, to: &bytes)
        for byte in value.utf8 where byte >= 0x20 && byte != 0x7f && byte != UInt8(ascii: ";") {
            bytes.append(byte)
        }
    }
}

extension SecureAttribute {
    fileprivate func applies(overTLS: Bool) -> Bool {
        switch self {
        case .auto: overTLS
        case .always: true
        case .never: false
        }
    }
}
