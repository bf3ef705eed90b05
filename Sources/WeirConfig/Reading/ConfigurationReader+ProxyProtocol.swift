internal import WeirModel

extension ConfigurationReader {
    /// `proxy_protocol:` of a listener.
    func proxyHeader(_ section: Section, from address: SocketEndpoint?) -> ProxyHeaderAcceptance {
        guard let value = section["proxy_protocol"], let choice = optional(value, ProxyHeaderAcceptance.self) else {
            return .off
        }
        guard let problem = reasonThatNobodyIsTrusted(section, address) else { return choice }
        let hint = address?.isUnix == true ? nil : "name the networks that your load balancers connect from"
        switch choice {
        case .off: break
        case .accept: value.warning("`proxy_protocol: accept` has no effect: \(problem)", hint: hint)
        case .require: value.error("`proxy_protocol: require` would refuse everybody: \(problem)", hint: hint)
        }
        return choice
    }

    private func reasonThatNobodyIsTrusted(_ section: Section, _ address: SocketEndpoint?) -> String? {
        if address?.isUnix == true { return "on a unix socket nobody has an address to be trusted by" }
        guard let proxies = section["trusted_proxies"] else { return "there are no `trusted_proxies`" }
        // With mistakes in it, the list is not empty as it stands in the file.
        if case .sequence(let items) = proxies.node.content, items.isEmpty { return "`trusted_proxies` is empty" }
        return nil
    }

    /// `proxy_protocol:` of an upstream; nil: off.
    func announcement(_ value: Value) -> ProxyAnnouncement? {
        guard !value.isScalar else {
            return announcedVersion(value).map { ProxyAnnouncement(version: $0) }
        }
        guard let section = value.section(["version", "tlvs"]) else { return nil }
        let version = section.required("version").flatMap { $0.choice(ProxyHeaderVersion.self) }
        let tlvs = section["tlvs"].map(self.tlvs) ?? []
        if version == .v1, let key = section["tlvs"] {
            reading.findings.error("`tlvs` is only for `version: v2`", at: key.keyMark)
        }
        return version.map { ProxyAnnouncement(version: $0, tlvs: tlvs) }
    }

    private func announcedVersion(_ value: Value) -> ProxyHeaderVersion? {
        switch optional(value, AnnouncementChoice.self) {
        case .v1: .v1
        case .v2: .v2
        case .off, nil: nil
        }
    }

    /// `proxy_protocol:` of an upstream in one word.
    private enum AnnouncementChoice: String, CaseIterable {
        case off, v1, v2
    }

    private func tlvs(_ value: Value) -> Set<ProxyTLV> {
        var seen: [ProxyTLV: SourceMark] = [:]
        for entry in value.list(of: "words") ?? [] {
            guard let choice = entry.choice(ProxyTLV.self) else { continue }
            refuseDuplicate(choice, of: entry, among: &seen, as: "entry `\(choice.rawValue)`")
        }
        return Set(seen.keys)
    }

    /// A choice of which `off` is one, which may be written as booleans are.
    private func optional<Choice: RawRepresentable<String> & CaseIterable>(
        _ value: Value, _ type: Choice.Type
    ) -> Choice? {
        guard value.isScalar, let text = value.text()?.value, let isOn = try? NumberSyntax.boolean(text), !isOn else {
            return value.choice(type)
        }
        return Choice(rawValue: "off")
    }
}

extension SocketEndpoint {
    fileprivate var isUnix: Bool {
        if case .unix = self { true } else { false }
    }
}
