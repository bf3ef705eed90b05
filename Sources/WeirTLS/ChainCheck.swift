/// What is odd about a chain that does not keep it from being served.
enum ChainCheck {
    /// Warnings about the certificates after the leaf, and about those that are not there. `now`: seconds since 1970.
    static func warnings(_ chain: [X509Certificate], now: Int64) -> [TLSFileProblem.Kind] {
        guard let leaf = chain.first else { return [] }
        var found = orderWarnings(chain)
        if !leaf.isSelfSigned, !chain.dropFirst().contains(where: { leaf.isIssued(by: $0) }) {
            found.append(.incompleteChain(issuer: leaf.issuer))
        }
        for certificate in chain.dropFirst() {
            guard let end = certificate.notAfter, end < now else { continue }
            found.append(.chainExpired(subject: certificate.subject, since: end))
        }
        return found
    }

    // Each is to have signed the one before it (RFC 5246 §7.4.2; RFC 8446 §4.4.2 tolerates other orders).
    private static func orderWarnings(_ chain: [X509Certificate]) -> [TLSFileProblem.Kind] {
        var found: [TLSFileProblem.Kind] = []
        var orderIsKept = true
        for (index, certificate) in chain.enumerated().dropFirst() where !chain[index - 1].isIssued(by: certificate) {
            let related = chain.enumerated().contains { other, candidate in
                other != index && (candidate.isIssued(by: certificate) || certificate.isIssued(by: candidate))
            }
            if !related {
                found.append(.unrelated(subject: certificate.subject))
            } else if orderIsKept {
                orderIsKept = false
                found.append(.wrongOrder(subject: certificate.subject))
            }
        }
        return found
    }
}
