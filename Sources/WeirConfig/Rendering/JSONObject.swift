/// Gathers the members of a JSON object in order.
struct JSONObject {
    private var members: [(key: String, value: JSONValue)] = []

    /// Setting appends, or does nothing for nil: what is absent is left out.
    subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            if let newValue { members.append((key, newValue)) }
        }
    }

    /// The object so far.
    var value: JSONValue {
        .object(members)
    }
}
