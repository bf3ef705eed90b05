import Foundation

/// A line of the JSON access log. A field that the line leaves out is nil.
struct AccessEntry: Decodable, Sendable {
    struct TLS: Decodable, Sendable {
        var version: String
        var cipher: String
        var sni: String?
        var resumed: Bool
    }

    struct Attempt: Decodable, Sendable {
        var server: String
        var connectMs: Double
        var reused: Bool
        var status: Int?
        var end: String?
    }

    var time: String
    var id: String
    var listener: String?
    var client: String?
    var `protocol`: String?
    var tls: TLS?
    var method: String?
    var host: String?
    var path: String?
    var status: Int?
    var requestBytes: Int
    var responseBytes: Int
    var route: String?
    var arm: String?
    var armReason: String?
    var upstream: String?
    var server: String?
    var affinity: String?
    var balance: String?
    /// Empty when the line has none.
    var attempts: [Attempt]
    var durationMs: Double
    var firstByteMs: Double?
    var end: String
    var generation: Int

    init(line: some StringProtocol) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            self = try decoder.decode(AccessEntry.self, from: Data(line.utf8))
        } catch {
            throw HarnessFailure("not a line of the access log: \(line)\n\(error)")
        }
    }
}

extension KeyedDecodingContainer {
    /// No attempts are an empty list.
    func decode(_ type: [AccessEntry.Attempt].Type, forKey key: Key) throws -> [AccessEntry.Attempt] {
        try decodeIfPresent(type, forKey: key) ?? []
    }
}
