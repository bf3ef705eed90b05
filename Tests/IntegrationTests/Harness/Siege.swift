import Foundation
import Glibc
import Synchronization
import Testing

/// A Weir that is attacked again and again while somebody else, who behaves, asks it for something.
final class Siege: Sendable {
    let weir: WeirProcess
    let origin: ScriptedOrigin

    /// What the attack did to everybody else.
    struct Figures {
        /// Attacks that were carried out to their end.
        var attacks: Int
        /// Milliseconds, of a hundred requests each: the median over the batches.
        var normal: Double
        var attacked: Double
        /// Bytes.
        var growth: Int
        /// What went wrong with an attack.
        var failure: String?

        /// Below the floor it is the machine's other work that is measured.
        var isFair: Bool { attacked < max(2 * normal, 60 * Deadline.patience) }
    }

    /// - Parameters:
    ///   - top: keys at the configuration's top level.
    ///   - script: the server's; by default it answers everything.
    init(top: [String] = [], _ script: @escaping ScriptedOrigin.Script = ScriptedOrigin.answering()) throws {
        origin = try ScriptedOrigin(script)
        var site = Site(origin.address)
        site.http = ["http2: prior_knowledge"]
        site.top = top
        weir = try WeirProcess(site)
    }

    func end() {
        weir.kill()
        origin.stop()
    }

    func client(settings: [(id: UInt8, value: Int)] = [], receiveBuffer: Int32? = nil) throws -> FrameSender {
        try FrameSender(port: weir.http, settings: settings, receiveBuffer: receiveBuffer)
    }

    /// Attacks on two connections at once, over and over, while a client that behaves is measured; and expects that
    /// the client notices little, and that Weir holds little. What the machine's other work spoils is measured again.
    /// - Parameters:
    ///   - name: for the line that is printed.
    ///   - bound: bytes that Weir may hold beyond what it held before.
    func withstand(
        _ name: String, bound: Int = 16 << 20, at location: SourceLocation = #_sourceLocation,
        _ attack: @escaping @Sendable () throws -> Void
    ) throws {
        let before = try weir.residentBytes()
        var figures = try measure(attack, before)
        for _ in 0..<2 where figures.failure == nil && !figures.isFair { figures = try measure(attack, before) }
        report(name, figures)
        #expect(figures.failure == nil, sourceLocation: location)
        #expect(figures.attacks > 0, sourceLocation: location)
        #expect(figures.isFair, "\(figures)", sourceLocation: location)
        if !Sanitizers.areOn { #expect(figures.growth < bound, sourceLocation: location) }
        try weir.expectServing(at: location)
    }

    /// Milliseconds between two attacks of one attacker: it is to be seen what attacks do, not that two cores can be
    /// kept busy.
    private static let pause: Int32 = 25

    private func measure(_ attack: @escaping @Sendable () throws -> Void, _ before: Int) throws -> Figures {
        let normal = try median(of: batches(3))
        let campaign = Campaign()
        for _ in 0..<2 {
            Thread.detachNewThread {
                while campaign.isOn {
                    campaign.note(Result { try attack() })
                    poll(nil, 0, Self.pause)
                }
                campaign.leave()
            }
        }
        let attacked = Result { try median(of: batches(5)) }
        campaign.stop()
        try eventually("the attackers stop", within: 30) { campaign.attackers == 0 }
        return Figures(
            attacks: campaign.attacks, normal: normal, attacked: try attacked.get(),
            growth: try weir.peakBytes() - before, failure: campaign.failure)
    }

    private func report(_ name: String, _ figures: Figures) {
        let times = String(format: "p99 %.1f -> %.1f ms", figures.normal, figures.attacked)
        let growth = String(format: "peak %+.1f MiB", Double(figures.growth) / 1_048_576)
        print("abuse: \(name): \(figures.attacks) attacks, \(times), \(growth)")
    }

    private func median(of times: [Double]) -> Double {
        times.sorted()[times.count / 2]
    }

    /// The 99th percentile of the time for a request, batch by batch.
    private func batches(_ count: Int) throws -> [Double] {
        let client = try RawClient(port: weir.http)
        return try (0..<count).map { _ in
            var times: [Double] = []
            for _ in 0..<100 {
                let start = DispatchTime.now().uptimeNanoseconds
                try client.get(Site.alivePath)
                guard try client.response().status == 302 else { throw HarnessFailure("not what was asked for") }
                times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
                usleep(500)
            }
            return times.sorted()[98]
        }
    }
}

/// What attackers and their general tell each other.
private final class Campaign: Sendable {
    private struct State {
        var isOn = true
        var attackers = 2
        var attacks = 0
        var failure: String?
    }

    private let state = Mutex(State())

    var isOn: Bool { state.withLock { $0.isOn } }
    var attackers: Int { state.withLock { $0.attackers } }
    var attacks: Int { state.withLock { $0.attacks } }
    var failure: String? { state.withLock { $0.failure } }

    func note(_ result: Result<Void, any Error>) {
        state.withLock { state in
            switch result {
            case .success: state.attacks += 1
            case .failure(let error):
                state.failure = state.failure ?? "\(error)"
                state.isOn = false
            }
        }
    }

    func leave() {
        state.withLock { $0.attackers -= 1 }
    }

    func stop() {
        state.withLock { $0.isOn = false }
    }
}
