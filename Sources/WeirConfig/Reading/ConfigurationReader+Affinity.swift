internal import WeirModel

extension ConfigurationReader {
    private static let affinityKeys = [
        "cookie", "mode", "idle", "lifetime", "query", "on_drain", "on_down", "preserve", "path", "domain",
        "http_only", "secure", "same_site",
    ]

    /// `affinity:` of an upstream.
    func affinity(_ value: Value) -> Affinity? {
        guard let section = value.section(Self.affinityKeys) else { return nil }
        var affinity = Affinity()
        // Max-Age counts whole seconds.
        let range = Duration.seconds(1)...Bounds.longest
        affinity.cookie = section["cookie"]?.parsed(as: "a cookie's name", FieldSyntax.token) ?? affinity.cookie
        affinity.mode = section["mode"]?.choice(AffinityMode.self) ?? affinity.mode
        affinity.idle = section["idle"]?.duration(in: range) ?? affinity.idle
        affinity.lifetime = section["lifetime"]?.duration(in: range) ?? affinity.lifetime
        affinity.query = section["query"]?.name()
        affinity.onDrain = section["on_drain"]?.choice(OnDrain.self) ?? affinity.onDrain
        affinity.onDown = section["on_down"]?.choice(OnDown.self) ?? affinity.onDown
        affinity.preserve = section["preserve"]?.boolean() ?? affinity.preserve
        affinity.attributes = attributes(section)
        refuseContradictions(affinity, section)
        return affinity
    }

    private func attributes(_ section: Section) -> CookieAttributes {
        var attributes = CookieAttributes()
        attributes.path = section["path"]?.parsed(as: "a path", FieldSyntax.cookiePath) ?? attributes.path
        attributes.domain = section["domain"]?.parsed(as: "a domain") { text throws(ScalarProblem) in
            // A leading dot means nothing since RFC 6265 §5.2.3.
            try HostSyntax.name(text.hasPrefix(".") ? String(text.dropFirst()) : text)
        }
        attributes.httpOnly = section["http_only"]?.boolean() ?? attributes.httpOnly
        attributes.secure = section["secure"]?.choice(SecureAttribute.self) ?? attributes.secure
        attributes.sameSite = section["same_site"]?.choice(SameSite.self) ?? attributes.sameSite
        return attributes
    }

    private func refuseContradictions(_ affinity: Affinity, _ section: Section) {
        if affinity.idle > affinity.lifetime, let culprit = section["idle"] ?? section["lifetime"] {
            let (idle, lifetime) = (DurationSyntax.text(affinity.idle), DurationSyntax.text(affinity.lifetime))
            culprit.error("`idle` (\(idle)) is longer than `lifetime` (\(lifetime))")
        }
        if affinity.attributes.sameSite == .none, affinity.attributes.secure == .never,
            let culprit = section["same_site"]
        {
            culprit.error(
                "`same_site: none` with `secure: never`", hint: "browsers drop such cookies; use `secure: always`")
        }
        refuseNamePrefix(affinity, section)
    }

    /// Browsers drop cookies whose name promises what their attributes do not keep (RFC 6265bis §4.1.3).
    private func refuseNamePrefix(_ affinity: Affinity, _ section: Section) {
        guard let value = section["cookie"] else { return }
        let attributes = affinity.attributes
        let name = affinity.cookie
        if name.hasPrefix("__Secure-") || name.hasPrefix("__Host-"), attributes.secure == .never {
            value.error("\(VisibleText.quoted(name)) needs `Secure`, but `secure: never` leaves it out")
        }
        if name.hasPrefix("__Host-"), attributes.domain != nil || attributes.path != "/" {
            value.error("\(VisibleText.quoted(name)) allows no `domain` and no `path` but `/`")
        }
    }

    /// The first signs, all verify.
    func affinityKeys(_ value: Value?) -> [AffinityKey] {
        var seen: [[UInt8]: SourceMark] = [:]
        return value?.list(of: "keys")?.compactMap { entry in
            guard let bytes = entry.bytes(expected: "a key") else { return nil }
            guard (16...1024).contains(bytes.count) else {
                entry.error("an affinity key of \(bytes.count) bytes: it must have 16 to 1024", hint: Self.keyHint)
                return nil
            }
            if bytes.count < 32 {
                entry.warning("an affinity key of \(bytes.count) bytes is weak: 32 are advised", hint: Self.keyHint)
            }
            refuseDuplicate(bytes, of: entry, among: &seen, as: "affinity key")
            return AffinityKey(bytes: bytes)
        } ?? []
    }

    private static let keyHint = "make one with: openssl rand -base64 32"
}
