// Package store keeps exchange rates in memory and says how old they are.
package store

import (
	"errors"
	"sync"
	"time"
)

// ErrUnknown is returned for a currency that was never put.
var ErrUnknown = errors.New("unknown currency")

// Quote is one rate against the euro.
type Quote struct {
	Currency string    `json:"currency"`
	Rate     float64   `json:"rate"`
	At       time.Time `json:"at"`
}

// Store holds the last quote of each currency; it may be used by many goroutines.
type Store struct {
	mutex  sync.RWMutex
	quotes map[string]Quote
}

// New returns a store that holds these quotes.
func New(quotes ...Quote) *Store {
	store := &Store{quotes: make(map[string]Quote, len(quotes))}
	for _, quote := range quotes {
		store.Put(quote)
	}
	return store
}

// Put keeps a quote unless a newer one is there.
func (s *Store) Put(quote Quote) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if old, found := s.quotes[quote.Currency]; !found || !quote.At.Before(old.At) {
		s.quotes[quote.Currency] = quote
	}
}

// Get returns the last quote of a currency.
func (s *Store) Get(currency string) (Quote, error) {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	quote, found := s.quotes[currency]
	if !found {
		return Quote{}, ErrUnknown
	}
	return quote, nil
}

// Len returns how many currencies are known.
func (s *Store) Len() int {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	return len(s.quotes)
}
