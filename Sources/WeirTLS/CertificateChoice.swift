/// Which certificates stand together, and which of these groups a server name gets.
///
/// A group is what one `SSL_CTX` holds: certificates for the same name with keys of different types, of which OpenSSL
/// takes the one that the client can verify.
struct CertificateChoice: Equatable {
    /// Indices into the certificates; the first of the first group is the first certificate.
    private(set) var groups: [[Int]] = []
    private var groupOfName: [String: Int] = [:]

    /// For each name the first certificate of each key type that has it. Names in lower case.
    init(_ certificates: [CertificateInfo]) {
        guard !certificates.isEmpty else { return }
        groups.append(Self.companionsOfFirst(certificates))
        var groupOfMembers = [groups[0]: 0]
        for (name, members) in Self.membersOfNames(certificates) {
            let group = groupOfMembers[members] ?? groups.count
            if group == groups.count {
                groups.append(members)
                groupOfMembers[members] = group
            }
            groupOfName[name] = group
        }
    }

    /// The group for a name: exact, or by a wildcard for its first label (RFC 6125 §6.4.3); nil: none fits.
    func group(for name: String) -> Int? {
        if let exact = groupOfName[name] { return exact }
        guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")), dot != name.utf8.startIndex else { return nil }
        return groupOfName["*" + name[dot...]]
    }

    private static func membersOfNames(_ certificates: [CertificateInfo]) -> [(name: String, members: [Int])] {
        var order: [(name: String, members: [Int])] = []
        var place: [String: Int] = [:]
        for (index, certificate) in certificates.enumerated() {
            for name in certificate.names {
                guard let known = place[name] else {
                    place[name] = order.count
                    order.append((name, [index]))
                    continue
                }
                let taken = order[known].members.contains { certificates[$0].keyType == certificate.keyType }
                if !taken { order[known].members.append(index) }
            }
        }
        return order
    }

    // Without a server name nobody knows which of its names is meant: a companion has to have all of them.
    private static func companionsOfFirst(_ certificates: [CertificateInfo]) -> [Int] {
        let names = Set(certificates[0].names)
        var types: Set<CertificateInfo.KeyType> = [certificates[0].keyType]
        var members = [0]
        guard !names.isEmpty else { return members }
        for index in certificates.indices.dropFirst() where names.isSubset(of: certificates[index].names) {
            if types.insert(certificates[index].keyType).inserted { members.append(index) }
        }
        return members
    }
}
