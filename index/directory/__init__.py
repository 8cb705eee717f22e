"""Files of arrays and the folder that holds them: generations, published in one step."""
