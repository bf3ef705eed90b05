/// Servers that answer with their own names.
final class NamedOrigins: Sendable {
    let names: [String]
    private let origins: [ScriptedOrigin]

    /// - Parameter script: what a server of a name does.
    convenience init(
        _ names: String..., script: (String) -> ScriptedOrigin.Script = { ScriptedOrigin.answering($0) }
    ) throws {
        try self.init(names: names, script: script)
    }

    init(names: [String], script: (String) -> ScriptedOrigin.Script) throws {
        self.names = names
        origins = try names.map { try ScriptedOrigin(script($0)) }
    }

    subscript(name: String) -> ScriptedOrigin {
        get throws {
            guard let index = names.firstIndex(of: name) else { throw HarnessFailure("no origin \(name)") }
            return origins[index]
        }
    }

    /// Requests that each has answered.
    var counts: [String: Int] {
        Dictionary(uniqueKeysWithValues: zip(names, origins.map(\.requests.count)))
    }

    /// As a configuration lists them.
    /// - Parameter keys: further keys of a server, by its name: `state: drain`.
    func servers(_ keys: [String: String] = [:]) -> String {
        let entries = zip(names, origins).map { name, origin in
            "{ id: \(name), address: \"\(origin.address)\"\(keys[name].map { ", \($0)" } ?? "") }"
        }
        return "[ \(entries.joined(separator: ", ")) ]"
    }

    func stop() {
        for origin in origins { origin.stop() }
    }
}
