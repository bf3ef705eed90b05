import Testing

@testable import WeirConfig

@Suite struct SuggestionTests {
    private static let balancers = [
        "round_robin", "weighted_round_robin", "least_connections", "least_response_time", "ip_hash", "random", "p2c",
    ]

    @Test(arguments: [
        ("least_conections", "least_connections"), ("leastconnections", "least_connections"),
        ("round-robin", "round_robin"),
        ("Random", "random"), ("radnom", "random"), ("iphash", "ip_hash"), ("p2", "p2c"),
    ])
    func findsWhatWasMeant(word: String, meant: String) {
        #expect(Suggestion.nearest(to: word, among: Self.balancers) == meant)
    }

    @Test(arguments: ["", "fastest", "xyz", "round", String(repeating: "a", count: 1000)])
    func staysSilentWhenNothingIsNear(word: String) {
        #expect(Suggestion.nearest(to: word, among: Self.balancers) == nil)
    }

    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3),
        ("ca", "abc", 3), ("abcd", "badc", 2),
    ])
    func countsEdits(left: String, right: String, edits: Int) {
        #expect(Suggestion.distance(Array(left.utf8), Array(right.utf8)) == edits)
        #expect(Suggestion.distance(Array(right.utf8), Array(left.utf8)) == edits)
    }

    @Test func prefersTheNearest() {
        #expect(Suggestion.nearest(to: "webb", among: ["web-next", "webs", "web"]) == "webs")
        #expect(Suggestion.nearest(to: "webb", among: ["web", "webs"]) == "web")
    }
}
