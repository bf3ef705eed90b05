/// What keeps a test from getting as far as its expectations.
struct HarnessFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
