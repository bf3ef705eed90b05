internal import WeirModel

extension ConfigurationReader {
    /// `listeners:`, in file order.
    func listeners(_ value: Value?) -> [Listener] {
        guard let value, let named = value.named() else { return [] }
        if named.isEmpty { value.error("`listeners` has no listener") }
        return named.compactMap(listener)
    }

    private func listener(name: String, value: Value) -> Listener? {
        let keys = ["address", "tls", "trusted_proxies", "proxy_protocol", "redirect_to_https", "http2"]
        guard let section = value.section(keys) else { return nil }
        let address = section.required("address").flatMap(endpoint)
        let tls = section["tls"].flatMap(tlsSettings)
        let proxies = networks(section["trusted_proxies"])
        let redirect = section["redirect_to_https"]?.integer(in: 1...65535)
        if let key = section["redirect_to_https"], section["tls"] != nil {
            reading.findings.error(
                "`redirect_to_https` on a listener that has `tls`", at: key.keyMark,
                hint: "it is for plain listeners; remove one of the two")
        }
        let plainHTTP2 = plainHTTP2(section)
        let proxyHeader = proxyHeader(section, from: address)
        guard let address else { return nil }
        return Listener(
            name: name, address: address, tls: tls, plainHTTP2: plainHTTP2, trustedProxies: proxies,
            proxyHeader: proxyHeader, redirectToHTTPSPort: redirect)
    }

    /// An address to bind, which nothing else in the file may have. Port 0 is another port each time.
    func endpoint(_ value: Value) -> SocketEndpoint? {
        let folder = reading.folder
        let endpoint = value.parsed(as: "an address") { text throws(ScalarProblem) in
            try AddressSyntax.listener(text, folder: folder)
        }
        guard let endpoint else { return nil }
        if case .ip(_, port: 0) = endpoint { return endpoint }
        refuseDuplicate(endpoint, of: value, among: &reading.addresses, as: "address `\(endpoint)`")
        return endpoint
    }

    /// A list of networks; empty when the key is not there.
    func networks(_ value: Value?) -> [Network] {
        value?.list(of: "networks")?.compactMap { $0.network() } ?? []
    }

    private func plainHTTP2(_ section: Section) -> PlainHTTP2 {
        guard let value = section["http2"] else { return .off }
        if section["tls"] != nil {
            reading.findings.error(
                "`http2` on a listener that has `tls`", at: value.keyMark, hint: "there `alpn` chooses the version")
        }
        let choice = value.parsed(as: "off or prior_knowledge") { text throws(ScalarProblem) in
            if let isOn = try? NumberSyntax.boolean(text), !isOn { return PlainHTTP2.off }
            guard let choice = PlainHTTP2(rawValue: text) else {
                throw ScalarProblem("is unknown here", hint: "known are off, prior_knowledge")
            }
            return choice
        }
        return choice ?? .off
    }

    private func tlsSettings(_ value: Value) -> TLSSettings? {
        let keys = ["certificates", "minimum_version", "alpn", "unknown_sni"]
        guard let section = value.section(keys) else { return nil }
        var settings = TLSSettings(certificates: certificates(section.required("certificates")))
        settings.minimumVersion = section["minimum_version"]?.choice(TLSVersion.self) ?? settings.minimumVersion
        settings.unknownSNI = section["unknown_sni"]?.choice(UnknownSNI.self) ?? settings.unknownSNI
        settings.alpn = section["alpn"].map(alpn) ?? settings.alpn
        return settings
    }

    private func certificates(_ value: Value?) -> [CertificateFiles] {
        guard let value, let list = value.list(of: "certificates") else { return [] }
        if list.isEmpty { value.error("`certificates` is empty", hint: "TLS needs at least one") }
        var seen: [String: SourceMark] = [:]
        return list.compactMap { entry in
            guard let section = entry.section(["certificate", "key"]) else { return nil }
            let certificate = section.required("certificate")
            let file = certificate?.filePath()
            let key = section.required("key")?.filePath()
            guard let certificate, let file, let key else { return nil }
            refuseDuplicate(file, of: certificate, among: &seen, as: "certificate")
            return CertificateFiles(certificate: file, key: key)
        }
    }

    private func alpn(_ value: Value) -> [ALPNProtocol] {
        guard let list = value.list(of: "protocols") else { return [] }
        if list.isEmpty { value.error("`alpn` is empty", hint: "leave it out for [h2, http/1.1]") }
        var seen: [ALPNProtocol: SourceMark] = [:]
        return list.compactMap { entry in
            guard let choice = entry.choice(ALPNProtocol.self) else { return nil }
            refuseDuplicate(choice, of: entry, among: &seen, as: "protocol `\(choice.rawValue)`")
            return choice
        }
    }
}
