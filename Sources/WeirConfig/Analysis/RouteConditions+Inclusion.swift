internal import WeirModel

extension RouteConditions {
    /// Whether everything but hosts, paths and methods holds wherever it does for `other`.
    func includesRest(of other: RouteConditions) -> Bool {
        Self.includes(headers, other.headers) && Self.includes(query, other.query)
            && Self.includes(cookies, other.cookies) && Self.includes(clients, other.clients)
    }

    /// An empty list asks for nothing; else each entry of the other must imply one of ours.
    private static func includes(_ ours: [FieldCondition], _ others: [FieldCondition]) -> Bool {
        if ours.isEmpty { return true }
        return !others.isEmpty
            && others.allSatisfy { other in ours.contains { $0.name == other.name && $0.test.holds(where: other.test) }
            }
    }

    private static func includes(_ ours: [Network], _ others: [Network]) -> Bool {
        if ours.isEmpty { return true }
        return !others.isEmpty
            && others.allSatisfy { other in
                ours.contains { $0.prefixLength <= other.prefixLength && $0.contains(other.address) }
            }
    }
}

extension FieldTest {
    /// Whether this test surely holds for each field that `other` holds for.
    fileprivate func holds(where other: FieldTest) -> Bool {
        if self == other { return true }
        switch (self, other) {
        case (.present, _): return other != .absent
        case (.prefix(let ours), .exact(let theirs)), (.prefix(let ours), .prefix(let theirs)):
            return theirs.utf8.starts(with: ours.utf8)
        case (.suffix(let ours), .exact(let theirs)), (.suffix(let ours), .suffix(let theirs)):
            return theirs.utf8.reversed().starts(with: ours.utf8.reversed())
        case (.contains(let ours), .exact(let theirs)), (.contains(let ours), .prefix(let theirs)),
            (.contains(let ours), .suffix(let theirs)), (.contains(let ours), .contains(let theirs)):
            return ours.isEmpty || theirs.contains(ours)
        case (.exact, _), (.prefix, _), (.suffix, _), (.contains, _), (.regex, _), (.absent, _):
            return false
        }
    }
}
