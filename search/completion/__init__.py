"""What a word that is being typed may become: words, compounds, names, titles."""
