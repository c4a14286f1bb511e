// Reads a log directory of ours with the implementation of Go's checksum database (golang.org/x/mod/sumdb), and answers
// with proofs and a note of its own.
//
//	tlog DIRECTORY < request.json > answer.json
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	formats "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type recordProof struct {
	Index int64
	Proof [][]byte
}

type treeProof struct {
	OldSize int64
	OldRoot []byte
	Proof   [][]byte
}

// The same shape goes in, with our proofs, and out, with those of Go.
type proofs struct {
	Records []recordProof
	Trees   []treeProof
}

type request struct {
	LogKey     string
	WitnessKey string
	proofs
}

type answer struct {
	Size    int64
	Root    []byte
	NoteKey string
	Note    string
	proofs
}

func check(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

func require(ok bool, what string) {
	if !ok {
		check(fmt.Errorf("is wrong"), what)
	}
}

type directory string

func (d directory) Height() int { return 8 }

func (d directory) SaveTiles([]tlog.Tile, [][]byte) {}

// Go's paths have the height of the tiles, and "data" for bundles; those of tlog-tiles do not.
func (d directory) path(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return filepath.Join(string(d), strings.Replace(path, "tile/data/", "tile/entries/", 1))
}

func (d directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		read, err := os.ReadFile(d.path(tile))
		if err != nil {
			return nil, err
		}
		data = append(data, read)
	}
	return data, nil
}

func (d directory) readEntry(index, size int64) []byte {
	width := min(256, size-index/256*256)
	data, err := os.ReadFile(d.path(tlog.Tile{H: 8, L: -1, N: index / 256, W: int(width)}))
	check(err, "bundle")
	for i := int64(0); ; i++ {
		length := binary.BigEndian.Uint16(data)
		if i == index%256 {
			return data[2 : 2+length]
		}
		data = data[2+length:]
	}
}

func toHashes(proof [][]byte) []tlog.Hash {
	hashes := make([]tlog.Hash, len(proof))
	for i, hash := range proof {
		require(len(hash) == tlog.HashSize, "hash")
		copy(hashes[i][:], hash)
	}
	return hashes
}

func fromHashes(hashes []tlog.Hash) [][]byte {
	proof := make([][]byte, len(hashes))
	for i, hash := range hashes {
		proof[i] = hash[:]
	}
	return proof
}

func parseCheckpoint(text string) tlog.Tree {
	lines := strings.Split(text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err, "root")
	return tlog.Tree{N: size, Hash: toHashes([][]byte{root})[0]}
}

func main() {
	d := directory(os.Args[1])
	var in request
	check(json.NewDecoder(os.Stdin).Decode(&in), "request")

	logKey, err := note.NewVerifier(in.LogKey)
	check(err, "key of the log")
	witnessKey, err := formats.NewVerifierForCosignatureV1(in.WitnessKey)
	check(err, "key of the witness")
	checkpoint, err := os.ReadFile(filepath.Join(string(d), "checkpoint"))
	check(err, "checkpoint")
	opened, err := note.Open(checkpoint, note.VerifierList(logKey, witnessKey))
	check(err, "checkpoint")
	require(len(opened.Sigs) == 2, "number of signatures")

	// The reader proves every tile that it reads by the root hash of the checkpoint.
	tree := parseCheckpoint(opened.Text)
	reader := tlog.TileHashReader(tree, d)
	root, err := tlog.TreeHash(tree.N, reader)
	check(err, "tree hash")
	require(root == tree.Hash, "tree hash")
	out := answer{Size: tree.N, Root: root[:]}

	for _, ours := range in.Records {
		leaf := tlog.RecordHash(d.readEntry(ours.Index, tree.N))
		check(tlog.CheckRecord(toHashes(ours.Proof), tree.N, root, ours.Index, leaf), "our proof of a record")
		proof, err := tlog.ProveRecord(tree.N, ours.Index, reader)
		check(err, "proof of a record")
		out.Records = append(out.Records, recordProof{ours.Index, fromHashes(proof)})
	}
	for _, ours := range in.Trees {
		old, err := tlog.TreeHash(ours.OldSize, reader)
		check(err, "old tree hash")
		require(bytes.Equal(old[:], ours.OldRoot), "old tree hash")
		check(tlog.CheckTree(toHashes(ours.Proof), tree.N, root, ours.OldSize, old), "our proof of a tree")
		proof, err := tlog.ProveTree(tree.N, ours.OldSize, reader)
		check(err, "proof of a tree")
		out.Trees = append(out.Trees, treeProof{ours.OldSize, old[:], fromHashes(proof)})
	}

	privateKey, publicKey, err := note.GenerateKey(rand.Reader, "example.com/go")
	check(err, "key")
	signer, err := note.NewSigner(privateKey)
	check(err, "signer")
	signed, err := note.Sign(&note.Note{Text: opened.Text}, signer)
	check(err, "note")
	out.NoteKey, out.Note = publicKey, string(signed)
	check(json.NewEncoder(os.Stdout).Encode(out), "answer")
}
