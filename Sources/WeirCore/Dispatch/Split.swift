import WeirModel

/// A route's split, compiled: how a key, or chance, chooses among its arms.
final class Split: Sendable {
    struct Arm: Sendable {
        let name: [UInt8]
        let weight: Int
        let target: Target
        /// What stands for the arm in cookies.
        let identity: UInt64
        /// Of the hash that scores this arm: made from the route's salt and the arm's name.
        fileprivate let key: (UInt64, UInt64)
    }

    /// What decides a draw.
    enum Lot: Sendable, Equatable {
        case chance
        case key(UInt64)
    }

    let settings: SplitSettings
    let arms: [Arm]
    /// The cookie that holds the client's id, for splits by client or session. Nil for others, or with `affinity:
    /// off`.
    let cookie: AffinityCookie?
    private let fieldName: [UInt8]
    private let forceName: [UInt8]

    /// `targets` in the order of the settings' arms.
    init(_ settings: SplitSettings, targets: [Target], cookie: AffinityCookie?, keys: AffinityKeyRing) {
        self.settings = settings
        self.cookie = cookie
        arms = zip(settings.arms, targets).map { arm, target in
            Arm(
                name: Array(arm.name.utf8), weight: arm.weight, target: target,
                identity: keys.armIdentity(salt: settings.salt, arm: arm.name),
                key: Self.key(salt: settings.salt, arm: arm.name))
        }
        fieldName = if case .header(let name) = settings.by { Array(name.utf8) } else { [] }
        forceName =
            switch settings.force?.source {
            case .header(let name), .cookie(let name): Array(name.utf8)
            case nil: []
            }
    }

    // MARK: Draw

    /// The arm that wins among those of weight above 0 and not in `out`; nil if there is none.
    func draw(_ lot: Lot, without out: ServerSet, random: inout RandomSource) -> Int? {
        switch lot {
        case .chance: drawByChance(without: out, &random)
        case .key(let key): drawByScore(key, without: out)
        }
    }

    /// The rendezvous score of an arm for a key; 0 for weight 0.
    func score(ofArm arm: Int, key: UInt64) -> Double {
        var hash = SipHash24(key: arms[arm].key)
        hash.update(word: key)
        return Rendezvous.score(weight: arms[arm].weight, hash: hash.finish())
    }

    private func drawByScore(_ key: UInt64, without out: ServerSet) -> Int? {
        var best: (arm: Int, score: Double)?
        for arm in arms.indices where arms[arm].weight > 0 && !out.contains(arm) {
            let score = score(ofArm: arm, key: key)
            if score > best?.score ?? 0 { best = (arm, score) }
        }
        return best?.arm
    }

    private func drawByChance(without out: ServerSet, _ random: inout RandomSource) -> Int? {
        var total = 0
        for arm in arms.indices where !out.contains(arm) { total += arms[arm].weight }
        guard total > 0 else { return nil }
        var left = random.index(below: total)
        for arm in arms.indices where !out.contains(arm) {
            if left < arms[arm].weight { return arm }
            left -= arms[arm].weight
        }
        return nil
    }

    // MARK: What a request brings

    /// What decides for this request, and the word for it. An absent or empty field, or no client to tell, leaves
    /// it to chance.
    func lot(
        _ request: borrowing RequestHead, client: IPAddress, clientKey: UInt64?
    ) -> (lot: Lot, reason: ArmReason) {
        switch settings.by {
        case .request: return (.chance, .request)
        case .client: return clientKey.map { (.key($0), .client) } ?? (.chance, .request)
        case .session: return clientKey.map { (.key($0), .session) } ?? (.chance, .request)
        case .header: return fieldKey(request).map { (.key($0), .header) } ?? (.chance, .request)
        case .ip: return (.key(Self.key(of: client)), .ip)
        }
    }

    /// The arm of that identity, which a `by: session` cookie keeps.
    func arm(identity: UInt64) -> Int? {
        identity == 0 ? nil : arms.firstIndex { $0.identity == identity }
    }

    /// The arm that an allowed tester names.
    func forcedArm(_ request: borrowing RequestHead, client: IPAddress) -> Int? {
        guard let force = settings.force, Self.allows(force, client) else { return nil }
        let value: ByteRange? =
            switch force.source {
            case .header: fieldValue(forceName, request)
            case .cookie: CookieScanner.value(of: forceName, in: request.block)
            }
        guard let value else { return nil }
        let name = request.block.bytes.span.extracting(value.range)
        for arm in arms.indices where name.equals(arms[arm].name) { return arm }
        return nil
    }

    private static func allows(_ force: ForceSettings, _ client: IPAddress) -> Bool {
        force.clients.isEmpty ? client.isLoopback : force.clients.contains { $0.contains(client) }
    }

    private func fieldKey(_ request: borrowing RequestHead) -> UInt64? {
        guard let value = fieldValue(fieldName, request), !value.isEmpty else { return nil }
        return KeyedHash.sipHash24(key: Self.fieldHashKey, request.block.bytes.span.extracting(value.range))
    }

    /// The first field of that lower-case name.
    private func fieldValue(_ name: [UInt8], _ request: borrowing RequestHead) -> ByteRange? {
        let bytes = request.block.bytes.span
        for field in request.block.fields where bytes.extracting(field.name.range).equals(ignoringCase: name) {
            return field.value
        }
        return nil
    }

    // MARK: Keys

    // Constants, so that every instance and every run draws alike.
    private static let fieldHashKey: (UInt64, UInt64) = (0x7765_6972_2e66_6965, 0x6c64_2e6b_6579_2e31)
    private static let addressHashKey: (UInt64, UInt64) = (0x7765_6972_2e61_6464, 0x7265_7373_2e6b_6579)
    private static let armHashKey: (UInt64, UInt64) = (0x7765_6972_2e73_706c, 0x6974_2e61_726d_2e31)

    private static func key(of client: IPAddress) -> UInt64 {
        var hash = SipHash24(key: addressHashKey)
        hash.update(client.isV4 ? 4 : 6)
        hash.update(word: client.high)
        hash.update(word: client.low)
        return hash.finish()
    }

    /// The salt's length keeps ("ab", "c") and ("a", "bc") apart.
    private static func key(salt: String, arm: String) -> (UInt64, UInt64) {
        var hash = SipHash24(key: armHashKey)
        hash.update(word: UInt64(salt.utf8.count))
        hash.update(salt)
        hash.update(arm)
        var other = hash
        other.update(0xff)
        return (hash.finish(), other.finish())
    }
}
