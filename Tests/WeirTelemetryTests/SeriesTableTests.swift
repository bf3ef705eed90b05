import Foundation
import Testing
import WeirCore

@testable import WeirTelemetry

@Suite struct SeriesTableTests {
    private func totals(_ tables: SeriesTable...) -> [UInt64: [UInt64]] {
        var totals: [UInt64: [UInt64]] = [:]
        for table in tables { table.store.add(to: &totals) }
        return totals
    }

    @Test func countsEachKeyByItself() {
        var random = RandomSource(seed: 3)
        var table = SeriesTable(cells: 2)
        var expected: [UInt64: [UInt64]] = [:]
        for _ in 0..<20_000 {
            let key = UInt64.random(in: 0..<700, using: &random) << UInt64.random(in: 0..<40, using: &random)
            let cell = Int.random(in: 0...1, using: &random)
            let amount = UInt64.random(in: 0...5, using: &random)
            table.add(amount, to: key, cell: cell)
            expected[key, default: [0, 0]][cell] += amount
        }
        #expect(totals(table) == expected)
    }

    @Test func addsShardsUp() {
        var first = SeriesTable(cells: 1)
        var second = SeriesTable(cells: 1)
        first.add(2, to: 7)
        second.add(to: 7)
        second.add(0 &- 1, to: 8)
        first.add(to: 8)
        #expect(totals(first, second) == [7: [3], 8: [0]])
    }

    @Test func whatExceedsTheBoundIsCountedAsLost() {
        var table = SeriesTable(cells: 1, limit: 100)
        for key in 0..<150 as Range<UInt64> { table.add(to: key) }
        for key in 0..<150 as Range<UInt64> { table.add(to: key) }
        #expect(totals(table).count == 100)
        #expect(totals(table).values.allSatisfy { $0 == [2] })
        #expect(table.store.overflow == 100)
    }

    @Test func readersSeeWholeSeriesWhileOneThreadCounts() async {
        let (stream, hand) = AsyncStream.makeStream(of: SeriesStore.self)
        let counting = Task.detached {
            var table = SeriesTable(cells: 1)
            hand.yield(table.store)
            hand.finish()
            for round in 0..<50 {
                for key in 1...400 as ClosedRange<UInt64> { table.add(to: key + UInt64(round / 25)) }
            }
            return table.store
        }
        for await store in stream {
            var last: UInt64 = 0
            for _ in 0..<200 {
                var totals: [UInt64: [UInt64]] = [:]
                store.add(to: &totals)
                let sum = totals.values.reduce(0) { $0 + $1[0] }
                #expect(sum >= last)
                #expect(totals.keys.allSatisfy { (1...401).contains($0) })
                last = sum
            }
        }
        var totals: [UInt64: [UInt64]] = [:]
        await counting.value.add(to: &totals)
        #expect(totals.values.reduce(0) { $0 + $1[0] } == 20_000)
    }

    @Test func keysUnpackToWhatWasPacked() {
        let key = SeriesKey(listener: 4095, route: 1_048_575, server: 1_048_574, detail: 599)
        #expect(key.listener == 4095)
        #expect(key.route == 1_048_575)
        #expect(key.server == 1_048_574)
        #expect(key.detail == 599)
        #expect(SeriesKey(packed: key.packed) == key)
    }

    @Test func bucketsTakeTheirUpperBound() {
        #expect(HistogramBounds.cell(nanoseconds: 0) == 0)
        #expect(HistogramBounds.cell(nanoseconds: 500_000) == 0)
        #expect(HistogramBounds.cell(nanoseconds: 500_001) == 1)
        #expect(HistogramBounds.cell(nanoseconds: 60_000_000_000) == 15)
        #expect(HistogramBounds.cell(nanoseconds: 60_000_000_001) == 16)
        #expect(HistogramBounds.cell(nanoseconds: .max) == 16)
        #expect(HistogramBounds.seconds.count == HistogramBounds.microseconds.count)
        #expect(HistogramBounds.cells == HistogramBounds.microseconds.count + 2)
        for (text, microseconds) in zip(HistogramBounds.seconds, HistogramBounds.microseconds) {
            #expect(Double(text.description).map { Int64($0 * 1_000_000 + 0.5) } == microseconds)
        }
    }
}
